using System.Diagnostics.Metrics;

namespace ShopHosting.Actors;

/// <summary>What the grain host measures, under the meter <see cref="MeterName"/>.</summary>
public sealed class GrainHostInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ShopHosting.Actors";

    private readonly Meter _meter;
    private readonly Histogram<double> _turnDuration;

    public GrainHostInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(MeterName);
        _turnDuration = _meter.CreateHistogram<double>("grain.turn.duration", "s", "From the begin of a turn to its end, awaits included; its count is the number of turns.");
    }

    internal void Observe(GrainHost host)
    {
        _meter.CreateObservableUpDownCounter(
            "grain.activations",
            () => host.Activations().CountBy(activation => activation.Class.Name).Select(found => new Measurement<int>(found.Value, Tag(found.Key))),
            "{activation}",
            "Grains in memory, by class.");
        _meter.CreateObservableUpDownCounter(
            "grain.queue",
            () => host.Activations().Sum(activation => activation.WaitingCount),
            "{turn}",
            "Turns that wait for another to end.");
    }

    internal void TurnEnded(Activation activation, Turn turn, TimeSpan duration)
    {
        if (_turnDuration.Enabled)
        {
            _turnDuration.Record(duration.TotalSeconds, Tag(activation.Class.Name), new KeyValuePair<string, object?>("method", turn.Name));
        }
    }

    private static KeyValuePair<string, object?> Tag(string grainClass) => new("grain", grainClass);
}
