using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>How all grains end together: by an orderly stop, or by a crash.</summary>
public sealed class StopTests : GrainTests
{
    [Fact]
    public async Task An_orderly_stop_deactivates_every_grain()
    {
        await Get<IStopGrain>("a").CallAsync().SoonAsync();
        await Get<IStopGrain>("b").CallAsync().SoonAsync();

        await Cluster.StopAsync().SoonAsync();

        Stage.Notes.Order().ShouldBe(["a deactivated: ShuttingDown", "b deactivated: ShuttingDown"]);
    }

    [Fact]
    public async Task An_orderly_stop_lets_running_turns_finish_before_it_deactivates()
    {
        var call = Get<IStopGrain>().HoldAsync("gate");
        await Stage.NextAsync("holding");

        var stop = Cluster.StopAsync();
        stop.IsCompleted.ShouldBeFalse();
        Stage.Open("gate");

        await stop.SoonAsync();
        await call.SoonAsync();
        Stage.Notes.ShouldBe(["holding", "held", "a deactivated: ShuttingDown"]);
    }

    [Fact]
    public async Task A_stopped_cluster_takes_no_calls()
    {
        await Cluster.StopAsync().SoonAsync();

        var refused = await Should.ThrowAsync<Exception>(Get<IStopGrain>().CallAsync().SoonAsync());

        refused.ShouldNotBeOfType<TimeoutException>();
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_turn_without_end()
    {
        var call = Get<IStopGrain>().HoldAsync("never");
        await Stage.NextAsync("holding");

        var stop = Cluster.StopAsync();
        Clock.Advance(TimeSpan.FromSeconds(21));

        await stop.SoonAsync();
        await Should.ThrowAsync<Exception>(call.SoonAsync());
        Stage.Count("a deactivated: ShuttingDown").ShouldBe(0);
    }

    [Fact]
    public async Task Timers_do_not_tick_after_a_stop()
    {
        await Get<IStopGrain>().TickAsync(TimeSpan.FromSeconds(1)).SoonAsync();
        await Cluster.StopAsync().SoonAsync();

        Clock.Advance(TimeSpan.FromMinutes(1));

        Stage.Notes.ShouldBe(["a deactivated: ShuttingDown"]);
    }

    [Fact]
    public async Task A_crash_fails_the_callers_and_deactivates_nothing()
    {
        var call = Get<IStopGrain>().HoldAsync("gate");
        await Stage.NextAsync("holding");

        await Cluster.KillAsync().SoonAsync();

        await Should.ThrowAsync<Exception>(call.SoonAsync());
        await Should.ThrowAsync<Exception>(Get<IStopGrain>().CallAsync().SoonAsync());
        Stage.Notes.ShouldBe(["holding"]);
    }

    [Fact]
    public async Task What_ran_in_a_crash_goes_on_as_nobodys_while_a_new_cluster_serves_the_key()
    {
        var call = Get<IStopGrain>().HoldThenCallAsync("gate", "b");
        await Stage.NextAsync("holding");
        await Cluster.KillAsync().SoonAsync();
        await Should.ThrowAsync<Exception>(call.SoonAsync());

        await using var next = await StartAnotherAsync();
        await next.Client.GetGrain<IStopGrain>("a").CallAsync().SoonAsync();
        Stage.Open("gate");

        await Stage.NextAsync("held");
        await Stage.NextAsync("b refused");
    }
}

public interface IStopGrain : IGrainWithStringKey
{
    Task CallAsync();

    Task HoldAsync(string gate, CancellationToken cancellationToken = default);

    Task HoldThenCallAsync(string gate, string other);

    Task TickAsync(TimeSpan period);
}

public sealed class StopGrain(Stage stage) : Grain, IStopGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note($"{this.GetPrimaryKeyString()} deactivated: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task CallAsync() => Task.CompletedTask;

    public async Task HoldAsync(string gate, CancellationToken cancellationToken)
    {
        stage.Note("holding");
        cancellationToken.Register(() => stage.Note("token cancelled"));
        await stage.GateAsync(gate);
        stage.Note("held");
    }

    public async Task HoldThenCallAsync(string gate, string other)
    {
        await HoldAsync(gate, CancellationToken.None);
        try
        {
            await GrainFactory.GetGrain<IStopGrain>(other).CallAsync();
        }
        catch (Exception) when (!stage.Notes.Contains("b deactivated: ShuttingDown"))
        {
            stage.Note($"{other} refused");
            throw;
        }
    }

    public Task TickAsync(TimeSpan period)
    {
        this.RegisterGrainTimer(
            () =>
            {
                stage.Note("tick");
                return Task.CompletedTask;
            },
            period,
            period);
        return Task.CompletedTask;
    }
}
