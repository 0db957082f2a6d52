using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>How instances of grains come and go.</summary>
public sealed class ActivationTests : GrainTests
{
    [Fact]
    public async Task A_hundred_concurrent_first_calls_make_one_activation()
    {
        var calls = Enumerable.Range(0, 100).Select(_ => Task.Run(() => Get<ILifeGrain>().InstanceAsync())).ToList();

        (await Task.WhenAll(calls).SoonAsync()).Distinct().ShouldHaveSingleItem();
        Stage.Count("a activated").ShouldBe(1);
    }

    [Fact]
    public async Task Each_key_has_its_own_activation()
    {
        (await Get<ILifeGrain>("a").InstanceAsync()).ShouldNotBe(await Get<ILifeGrain>("b").InstanceAsync());
    }

    [Fact]
    public async Task A_grain_and_its_references_know_the_key()
    {
        var reference = Get<ILifeGrain>("account/store");

        reference.GetPrimaryKeyString().ShouldBe("account/store");
        (await reference.KeyAsync().SoonAsync()).ShouldBe("account/store");
    }

    [Fact]
    public void A_blank_key_is_refused() => Should.Throw<ArgumentException>(() => Get<ILifeGrain>(" "));

    [Fact]
    public async Task Activation_ends_before_the_first_turn_begins()
    {
        var call = Get<ILifeGrain>("slow").InstanceAsync();
        await Stage.NextAsync("slow is activating");
        call.IsCompleted.ShouldBeFalse();

        Stage.Open("slow");
        await call.SoonAsync();

        Stage.Notes.ShouldBe(["slow is activating", "slow activated", "slow called"]);
    }

    [Fact]
    public async Task A_failing_activation_fails_its_callers_and_the_next_call_tries_anew()
    {
        var calls = Enumerable.Range(0, 3).Select(_ => Get<ILifeGrain>("fails-once").InstanceAsync()).ToList();
        await Stage.NextAsync("fails-once is activating");
        Stage.Open("fails-once");

        foreach (var call in calls)
        {
            (await Should.ThrowAsync<FormatException>(call.SoonAsync())).Message.ShouldBe("The row cannot be read.");
        }

        await Get<ILifeGrain>("fails-once").InstanceAsync().SoonAsync();
        Stage.Count("fails-once is activating").ShouldBe(2);
        Stage.Count("fails-once deactivated: ActivationFailed").ShouldBe(0);
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_fails_its_callers()
    {
        var call = Get<ILifeGrain>("slow").InstanceAsync();
        await Stage.NextAsync("slow is activating");

        Clock.Advance(GrainCluster.CallTimeout);

        await Should.ThrowAsync<Exception>(call.SoonAsync());
    }

    [Fact]
    public async Task A_grain_that_lets_itself_go_finishes_its_turn_and_queued_calls_go_to_the_next_activation()
    {
        var grain = Get<ILifeGrain>();
        var first = await grain.InstanceAsync().SoonAsync();
        var leaving = grain.LeaveAsync("gate");
        await Stage.NextAsync("a leaves");
        var queued = Enumerable.Range(0, 10).Select(_ => grain.InstanceAsync()).ToList();
        leaving.IsCompleted.ShouldBeFalse();

        Stage.Open("gate");
        await leaving.SoonAsync();
        var next = (await Task.WhenAll(queued).SoonAsync()).Distinct().ShouldHaveSingleItem();

        next.ShouldNotBe(first);
        Stage.Notes.Where(note => note != "a disposed").ShouldBe(
            ["a activated", "a called", "a leaves", "a left", "a deactivated: ApplicationRequested", "a activated", .. Enumerable.Repeat("a called", 10)]);
    }

    [Fact]
    public async Task No_view_begins_in_a_grain_that_is_about_to_go()
    {
        var grain = Get<ILifeGrain>();
        var leaving = grain.LeaveAsync("gate");
        await Stage.NextAsync("a leaves");

        var view = grain.ViewAsync();
        Stage.Open("gate");

        await leaving.SoonAsync();
        (await view.SoonAsync()).ShouldBe(await grain.InstanceAsync());
        Stage.Count("a activated").ShouldBe(2);
    }

    [Fact]
    public async Task An_unused_grain_goes()
    {
        var before = await Get<ILifeGrain>().InstanceAsync().SoonAsync();

        Clock.Advance(GrainCluster.CollectionAge);
        await Stage.NextAsync("a deactivated: ActivationIdle");

        (await Get<ILifeGrain>().InstanceAsync().SoonAsync()).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_grain_in_use_stays()
    {
        var before = await Get<ILifeGrain>().InstanceAsync().SoonAsync();
        await Get<ILifeGrain>("unused").InstanceAsync().SoonAsync();
        var gone = Stage.NextAsync("unused deactivated: ActivationIdle");
        while (!gone.IsCompleted)
        {
            Clock.Advance(GrainCluster.CollectionAge / 2);
            await Get<ILifeGrain>().ViewAsync().SoonAsync();
        }

        await gone;

        (await Get<ILifeGrain>().InstanceAsync().SoonAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_grain_at_work_is_not_idle()
    {
        var leaving = Get<ILifeGrain>().WaitAsync("gate");
        await Stage.NextAsync("a waits");

        Clock.Advance(GrainCluster.CollectionAge);
        await Should.ThrowAsync<TimeoutException>(leaving.SoonAsync());
        Stage.Open("gate");
        await Get<ILifeGrain>().InstanceAsync().SoonAsync();

        Stage.Count("a activated").ShouldBe(1);
    }

    [Fact]
    public async Task A_grain_whose_deactivation_fails_goes_all_the_same()
    {
        var before = await Get<ILifeGrain>("bad-end").InstanceAsync().SoonAsync();

        Clock.Advance(GrainCluster.CollectionAge);
        await Stage.NextAsync("bad-end deactivated: ActivationIdle");

        (await Get<ILifeGrain>("bad-end").InstanceAsync().SoonAsync()).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_grain_is_disposed_when_it_goes()
    {
        await Get<ILifeGrain>().InstanceAsync().SoonAsync();

        Clock.Advance(GrainCluster.CollectionAge);

        await Stage.NextAsync("a disposed");
    }

    [Fact]
    public async Task A_grain_calls_other_grains()
    {
        var other = await Get<ILifeGrain>("b").InstanceAsync().SoonAsync();

        (await Get<ILifeGrain>("a").InstanceOfAsync("b").SoonAsync()).ShouldBe(other);
    }
}

public interface ILifeGrain : IGrainWithStringKey
{
    Task<int> InstanceAsync();

    Task<string> KeyAsync();

    Task<int> InstanceOfAsync(string key);

    Task LeaveAsync(string gate);

    Task WaitAsync(string gate);

    [AlwaysInterleave]
    Task<int> ViewAsync();
}

public sealed class LifeGrain(Stage stage) : Grain, ILifeGrain, IDisposable
{
    private static int s_made;

    private readonly int _instance = Interlocked.Increment(ref s_made);

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Key is "slow" or "fails-once")
        {
            stage.Note($"{Key} is activating");
            await stage.GateAsync(Key);
        }

        if (Key == "fails-once" && stage.Count("fails-once is activating") == 1)
        {
            throw new FormatException("The row cannot be read.");
        }

        stage.Note($"{Key} activated");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note($"{Key} deactivated: {reason.ReasonCode}");
        return Key == "bad-end" ? throw new FormatException("A bad end.") : Task.CompletedTask;
    }

    public Task<int> InstanceAsync()
    {
        stage.Note($"{Key} called");
        return Task.FromResult(_instance);
    }

    public Task<string> KeyAsync() => Task.FromResult(Key);

    public Task<int> InstanceOfAsync(string key) => GrainFactory.GetGrain<ILifeGrain>(key).InstanceAsync();

    public async Task LeaveAsync(string gate)
    {
        DeactivateOnIdle();
        stage.Note($"{Key} leaves");
        await stage.GateAsync(gate);
        stage.Note($"{Key} left");
    }

    public async Task WaitAsync(string gate)
    {
        stage.Note($"{Key} waits");
        await stage.GateAsync(gate);
    }

    public Task<int> ViewAsync() => Task.FromResult(_instance);

    public void Dispose() => stage.Note($"{Key} disposed");
}
