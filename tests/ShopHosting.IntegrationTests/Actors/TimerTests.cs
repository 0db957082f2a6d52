using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>Timers: when they tick, and that a tick is a turn.</summary>
public sealed class TimerTests : GrainTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_timer_ticks_when_due_and_then_by_its_period()
    {
        await Get<ITimerGrain>().StartAsync(new(5 * s_second, 2 * s_second)).SoonAsync();

        await AdvanceAsync(4.9);
        Stage.Count("tick").ShouldBe(0);
        await AdvanceAsync(0.1);
        Stage.Count("tick").ShouldBe(1);
        await AdvanceAsync(1.9);
        Stage.Count("tick").ShouldBe(1);
        await AdvanceAsync(0.1);
        await AdvanceAsync(2);
        Stage.Count("tick").ShouldBe(3);
    }

    [Fact]
    public async Task A_timer_due_at_once_ticks_at_once()
    {
        await Get<ITimerGrain>().StartAsync(new(TimeSpan.Zero, Timeout.InfiniteTimeSpan)).SoonAsync();

        await AdvanceAsync(0);
        await Stage.NextAsync("tick");
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, Timeout.InfiniteTimeSpan)).SoonAsync();

        await AdvanceAsync(1);
        await AdvanceAsync(60);

        Stage.Count("tick").ShouldBe(1);
    }

    [Fact]
    public async Task A_timer_without_a_due_time_ticks_only_after_a_change()
    {
        await Get<ITimerGrain>().StartAsync(new(Timeout.InfiniteTimeSpan, s_second)).SoonAsync();
        await AdvanceAsync(60);
        Stage.Count("tick").ShouldBe(0);

        await Get<ITimerGrain>().ChangeAsync(s_second, Timeout.InfiniteTimeSpan).SoonAsync();
        await AdvanceAsync(1);

        Stage.Count("tick").ShouldBe(1);
    }

    [Fact]
    public async Task A_change_from_within_a_tick_sets_the_next_one()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second), "changes").SoonAsync();

        await AdvanceAsync(1);
        await AdvanceAsync(9);
        Stage.Count("tick").ShouldBe(1);
        await AdvanceAsync(1);
        Stage.Count("tick").ShouldBe(2);
    }

    [Fact]
    public async Task A_disposed_timer_does_not_tick()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second)).SoonAsync();
        await Get<ITimerGrain>().EndAsync().SoonAsync();

        await AdvanceAsync(60);

        Stage.Count("tick").ShouldBe(0);
    }

    [Fact]
    public async Task A_timer_may_be_disposed_from_within_its_tick()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second), "ends").SoonAsync();

        await AdvanceAsync(1);
        await AdvanceAsync(60);

        Stage.Notes.ShouldBe(["tick", "token cancelled"]);
    }

    [Fact]
    public async Task A_tick_that_throws_does_not_end_the_timer()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second), "throws").SoonAsync();

        await AdvanceAsync(1);
        await AdvanceAsync(1);

        Stage.Count("tick").ShouldBe(2);
    }

    [Fact]
    public async Task A_tick_is_a_turn_that_commands_wait_for_and_views_do_not()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second), "waits").SoonAsync();
        Clock.Advance(s_second);
        await Stage.NextAsync("tick");

        var command = Get<ITimerGrain>().BarrierAsync();
        await Get<ITimerGrain>().ViewAsync().SoonAsync();
        command.IsCompleted.ShouldBeFalse();

        Stage.Open("tick");
        await command.SoonAsync();
        Stage.Notes.ShouldBe(["tick", "tick ended", "barrier"]);
    }

    [Fact]
    public async Task A_tick_waits_for_the_command_that_runs()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second)).SoonAsync();
        var command = Get<ITimerGrain>().HoldAsync("gate");
        await Stage.NextAsync("held");

        Clock.Advance(s_second);
        await Get<ITimerGrain>().ViewAsync().SoonAsync();
        Stage.Count("tick").ShouldBe(0);

        Stage.Open("gate");
        await command.SoonAsync();
        await Stage.NextAsync("tick");
    }

    [Fact]
    public async Task An_interleaving_tick_does_not_wait_for_the_command_that_runs()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second) { Interleave = true }).SoonAsync();
        var command = Get<ITimerGrain>().HoldAsync("gate");
        await Stage.NextAsync("held");

        Clock.Advance(s_second);
        await Stage.NextAsync("tick");

        command.IsCompleted.ShouldBeFalse();
        Stage.Open("gate");
        await command.SoonAsync();
    }

    [Fact]
    public async Task Ticks_of_a_timer_never_overlap_and_the_period_counts_from_the_end_of_a_tick()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second) { Interleave = true }, "waits").SoonAsync();
        Clock.Advance(s_second);
        await Stage.NextAsync("tick");

        Clock.Advance(10 * s_second);
        await Get<ITimerGrain>().ViewAsync().SoonAsync();
        Stage.Count("tick").ShouldBe(1);

        Stage.Open("tick");
        await Stage.NextAsync("tick ended");
        await Get<ITimerGrain>().ViewAsync().SoonAsync();
        await AdvanceAsync(0.9);
        Stage.Count("tick").ShouldBe(1);
        await AdvanceAsync(0.1);
        Stage.Count("tick").ShouldBe(2);
    }

    [Fact]
    public async Task Ticks_do_not_keep_a_grain()
    {
        await Get<ITimerGrain>().StartAsync(new(TimeSpan.FromMinutes(14), Timeout.InfiniteTimeSpan)).SoonAsync();
        Clock.Advance(TimeSpan.FromMinutes(14));
        await Stage.NextAsync("tick");

        Clock.Advance(TimeSpan.FromMinutes(2));

        await Stage.NextAsync("a deactivated");
    }

    [Fact]
    public async Task Ticks_that_keep_alive_keep_a_grain()
    {
        await Get<ITimerGrain>().StartAsync(new(TimeSpan.FromMinutes(14), Timeout.InfiniteTimeSpan) { KeepAlive = true }).SoonAsync();
        Clock.Advance(TimeSpan.FromMinutes(14));
        await Stage.NextAsync("tick");

        Clock.Advance(TimeSpan.FromMinutes(2));
        await Get<ITimerGrain>().BarrierAsync().SoonAsync();
        Stage.Count("a deactivated").ShouldBe(0);

        Clock.Advance(TimeSpan.FromMinutes(16));
        await Stage.NextAsync("a deactivated");
    }

    [Fact]
    public async Task Timers_end_with_their_activation()
    {
        await Get<ITimerGrain>().StartAsync(new(s_second, s_second)).SoonAsync();
        await Get<ITimerGrain>().LeaveAsync().SoonAsync();
        await Stage.NextAsync("a deactivated");

        await AdvanceAsync(60);

        Stage.Count("tick").ShouldBe(0);
    }

    [Fact]
    public async Task A_timer_cannot_be_registered_outside_the_grains_turns()
    {
        await Should.ThrowAsync<Exception>(Get<ITimerGrain>().StartElsewhereAsync().SoonAsync());

        await AdvanceAsync(60);
        Stage.Count("tick").ShouldBe(0);
    }

    [Fact]
    public async Task A_timer_may_be_started_while_the_grain_is_activated()
    {
        await Get<ITimerGrain>("self-starting").BarrierAsync().SoonAsync();

        Clock.Advance(s_second);

        await Stage.NextAsync("tick");
    }

    /// <summary>Moves the clock and waits until the ticks that were due have ended, and the next is set.</summary>
    private async Task AdvanceAsync(double seconds)
    {
        Clock.Advance(seconds * s_second);
        await Get<ITimerGrain>().ViewAsync().SoonAsync();
        await Get<ITimerGrain>().BarrierAsync().SoonAsync();
    }
}

public sealed record TimerWish(TimeSpan DueTime, TimeSpan Period)
{
    public bool Interleave { get; init; }

    public bool KeepAlive { get; init; }
}

public interface ITimerGrain : IGrainWithStringKey
{
    Task StartAsync(TimerWish wish, string kind = "");

    Task StartElsewhereAsync();

    Task ChangeAsync(TimeSpan dueTime, TimeSpan period);

    Task EndAsync();

    Task HoldAsync(string gate);

    Task BarrierAsync();

    Task LeaveAsync();

    [AlwaysInterleave]
    Task ViewAsync();
}

public sealed class TimerGrain(Stage stage) : Grain, ITimerGrain
{
    private IGrainTimer? _timer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
        => this.GetPrimaryKeyString() == "self-starting"
            ? StartAsync(new(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan), "")
            : Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note($"{this.GetPrimaryKeyString()} deactivated");
        return Task.CompletedTask;
    }

    public Task StartAsync(TimerWish wish, string kind)
    {
        var options = new GrainTimerCreationOptions(wish.DueTime, wish.Period) { Interleave = wish.Interleave, KeepAlive = wish.KeepAlive };
        _timer = this.RegisterGrainTimer(TickAsync, kind, options);
        return Task.CompletedTask;
    }

    public Task StartElsewhereAsync() => Task.Run(() => this.RegisterGrainTimer(TickAsync, "", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));

    public Task ChangeAsync(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task EndAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task HoldAsync(string gate)
    {
        stage.Note("held");
        await stage.GateAsync(gate);
    }

    public Task BarrierAsync()
    {
        if (stage.Notes.Contains("tick ended"))
        {
            stage.Note("barrier");
        }

        return Task.CompletedTask;
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ViewAsync() => Task.CompletedTask;

    private async Task TickAsync(string kind, CancellationToken cancellationToken)
    {
        stage.Note("tick");
        switch (kind)
        {
            case "changes":
                _timer!.Change(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3));
                break;
            case "ends":
                _timer!.Dispose();
                stage.Note(cancellationToken.IsCancellationRequested ? "token cancelled" : "token not cancelled");
                break;
            case "throws":
                throw new FormatException("A bad tick.");
            case "waits":
                await stage.GateAsync("tick");
                stage.Note("tick ended");
                break;
        }
    }
}
