#if !CLUSTER
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>What the grain host measures.</summary>
public sealed class InstrumentsTests : GrainTests
{
    [Fact]
    public async Task Grains_in_memory_waiting_turns_and_the_time_of_turns_are_measured()
    {
        var measured = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == GrainHostInstruments.MeterName && instrument.Meter.Scope == Cluster.Metrics)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => measured.TryAdd(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.TryAdd(instrument.Name, value));
        listener.Start();

        var turn = Get<ITurnGrain>().HoldAsync("gate");
        await Stage.NextAsync("gate begins");
        var queued = Get<ITurnGrain>().ValueAsync();
        listener.RecordObservableInstruments();
        measured["grain.activations"].ShouldBe(1);
        measured["grain.queue"].ShouldBe(1);

        Clock.Advance(TimeSpan.FromSeconds(7));
        Stage.Open("gate");
        await turn.SoonAsync();
        await queued.SoonAsync();
        measured["grain.turn.duration"].ShouldBe(7); // the first turn was counted before the queued one began
    }
}
#endif
