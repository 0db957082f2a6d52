using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>A worker falls silent, is away and comes back: what becomes of its stores meanwhile and afterwards.</summary>
public sealed class WorkerAwayTests
{
    [Fact]
    public async Task A_suspect_worker_is_shown_as_such_and_nothing_is_written()
    {
        await using var world = await StoreWorld.StartAsync();
        var saved = 0;
        world.OnSaved = _ => saved++;
        var sight = WorkerSight.Begin(world.Clock.GetUtcNow()) with { Is = Sight.Suspect, Misses = 2 };

        (await world.Worker.SightAsync(sight).SoonAsync()).Error.ShouldBeNull();

        var view = (await world.Worker.LookAsync().SoonAsync())!;
        (view.Sight, view.State.TakesStores).ShouldBe((sight, true));
        saved.ShouldBe(0);
    }

    [Fact]
    public async Task Stores_of_a_lost_worker_are_shown_as_away_and_none_of_their_rows_is_written()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var seen = (await store.ViewAsync().SoonAsync())!;
        var containers = world.CensusOf().Containers.Select(container => container.Id).ToList();
        var saved = 0;
        world.OnSaved = state => saved += state is StoreState ? 1 : 0;

        var since = await LoseAsync(world);
        var away = await AwayAsync(store);

        (away.Away!.Worker, away.Away.Since, away.Away.Edge).ShouldBe((Some.Worker, since, null));
        away.Version.ShouldNotBe(seen.Version);
        (await store.NextViewAsync(seen.Version).SoonAsync())!.Away.ShouldNotBeNull();
        (await store.ObserveAsync().SoonAsync()).ShouldBeFalse("nobody could ask");
        saved.ShouldBe(0);

        await ReturnAsync(world);
        await world.RestAsync();
        await ThereAsync(store);
        Invariants.Broken(world).ShouldBeEmpty();
        world.CensusOf().Containers.Select(container => container.Id).ShouldBe(containers);
        saved.ShouldBe(0);
    }

    /// <summary>Docker is away, the edge and the shops go on.</summary>
    [Fact]
    public async Task A_shop_whose_edge_still_answers_is_seen_from_outside_past_the_engine()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var since = await LoseAsync(world, edgeAnswers: true);
        (await AwayAsync(store)).Away!.Edge.ShouldBe("127.0.0.1");

        world.Clock.Shift(TimeSpan.FromMinutes(1));
        await world.ObserveAsync();
        var open = (await store.ViewAsync().SoonAsync())!;
        open.Observation!.IsFine.ShouldBeTrue();
        open.Observation.At.ShouldBeGreaterThan(since);

        world.IsEdgeAway = true;
        (await store.ObserveAsync().SoonAsync()).ShouldBeFalse();
        (await store.ViewAsync().SoonAsync())!.Observation!.IsFine.ShouldBeFalse();
    }

    [Fact]
    public async Task No_order_goes_to_a_lost_worker_and_it_is_made_when_the_worker_is_back()
    {
        await using var world = await StoreWorld.StartAsync();
        await LoseAsync(world);

        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting);
        world.StateOf()!.Problem!.Code.ShouldBe("store.no-room");

        await ReturnAsync(world);
        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_order_goes_to_a_worker_that_is_silent_for_a_moment()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        (await world.WorkerOf(StoreWorld.Second).UncordonAsync(new(Some.Operation(500), SystemActor.Name)).SoonAsync()).Error.ShouldBeNull();
        (await world.Worker.SightAsync(WorkerSight.Begin(world.Clock.GetUtcNow()) with { Is = Sight.Suspect, Misses = 2 }).SoonAsync()).Error.ShouldBeNull();

        foreach (var number in Enumerable.Range(1, 4))
        {
            await world.LiveStoreAsync(number, $"shop{number}");
            world.StateOf(number)!.Placement!.Worker.ShouldBe(StoreWorld.Second);
        }
    }

    [Fact]
    public async Task An_order_waits_while_the_only_worker_is_silent_for_a_moment()
    {
        await using var world = await StoreWorld.StartAsync();
        (await world.Worker.SightAsync(WorkerSight.Begin(world.Clock.GetUtcNow()) with { Is = Sight.Suspect, Misses = 2 }).SoonAsync()).Error.ShouldBeNull();

        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting);
        world.StateOf()!.Problem!.Message.ShouldContain("1 unreachable");

        (await world.Worker.SightAsync(WorkerSight.Begin(world.Clock.GetUtcNow())).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live);
    }

    [Theory]
    [InlineData("EnsureImage")]
    [InlineData("EnsureNetwork")]
    public async Task An_order_of_which_nothing_was_made_goes_elsewhere_when_its_worker_is_lost(string lostAt)
    {
        await using var world = await StoreWorld.StartTwoAsync();
        var isLost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Holds = call =>
        {
            if (call.StartsWith(lostAt, StringComparison.Ordinal))
            {
                world.Engine.Faults.IsUnreachable = true;
                isLost.TrySetResult();
            }

            return Task.CompletedTask;
        };
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await isLost.Task.SoonAsync();
        world.Holds = null;
        await world.PlaceAtAsync(StoreWorld.Second);
        await LoseAsync(world);
        await world.UntilAsync(() => Shifted(world).StateOf()!.Status == StoreStatus.Live, () => $"it is not made elsewhere: {world.StateOf()!.Status} at {world.StateOf()!.Placement}");

        world.StateOf()!.Placement!.Worker.ShouldBe(StoreWorld.Second);
        await ReturnAsync(world);
        await world.SweepAsync();
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();

        static StoreWorld Shifted(StoreWorld world)
        {
            world.Clock.Shift(TimeSpan.FromSeconds(1));
            return world;
        }
    }

    [Theory]
    [InlineData(OperationKind.Provision, "EnsureContainer", StoreStatus.Live)]
    [InlineData(OperationKind.Provision, "EnsureVolume", StoreStatus.Live)]
    [InlineData(OperationKind.Restart, "StopContainer", StoreStatus.Live)]
    [InlineData(OperationKind.Delete, "RemoveContainer", StoreStatus.Deleted)]
    public async Task What_is_under_way_waits_for_its_worker_however_long_and_goes_on(OperationKind kind, string lostAt, StoreStatus end)
    {
        await using var world = await StoreWorld.StartAsync();
        if (kind != OperationKind.Provision)
        {
            await world.LiveStoreAsync();
        }

        var isLost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Holds = call =>
        {
            if (call.StartsWith(lostAt, StringComparison.Ordinal) && !isLost.Task.IsCompleted)
            {
                world.Engine.Faults.IsUnreachable = true;
                isLost.TrySetResult();
            }

            return Task.CompletedTask;
        };
        var asked = kind switch
        {
            OperationKind.Provision => (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error,
            OperationKind.Restart => (await world.Store().RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error,
            _ => (await world.Store().DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error,
        };
        asked.ShouldBeNull();
        await isLost.Task.SoonAsync();
        await LoseAsync(world);
        await WaitsAsync(world);

        var attempt = world.StateOf()!.Operation!.Attempt;
        foreach (var _ in Enumerable.Range(0, 3))
        {
            world.Clock.Shift(TimeSpan.FromHours(1));
            var wake = world.StateOf()!.WakeAt;
            await world.UntilAsync(() => world.StateOf()!.WakeAt > wake, () => "it does not look whether its worker is back");
        }

        var waiting = world.StateOf()!;
        (waiting.Operation!.Kind, waiting.Operation.Outcome, waiting.Operation.Attempt).ShouldBe((kind, OperationOutcome.Running, attempt));
        await ReturnAsync(world);
        await ThereAsync(world.Store());
        world.Clock.Shift(TimeSpan.FromMinutes(2));
        await world.StatusAsync(end);
        await world.RestAsync();

        world.StateOf()!.Operation!.Attempt.ShouldBe(attempt + 1);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Taking_back_waits_too_and_leaves_nothing_behind()
    {
        await using var world = await StoreWorld.StartAsync();
        world.Refuses = call => call.StartsWith("Probe", StringComparison.Ordinal) ? Some.Failure : null;
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.CensusOf().Containers.Count(found => found.IsRunning) == 3, () => "it does not start");
        world.Engine.Faults.IsUnreachable = true;
        (await world.Store().CancelAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await LoseAsync(world);
        await WaitsAsync(world);

        world.Clock.Shift(TimeSpan.FromHours(2));
        await ReturnAsync(world);
        await ThereAsync(world.Store());
        world.Clock.Shift(TimeSpan.FromMinutes(2));
        await world.StatusAsync(StoreStatus.Failed);
        await world.RestAsync();

        Invariants.Broken(world).ShouldBeEmpty();
    }

    /// <summary>Whoever was removed while nobody looked is made again by the first look.</summary>
    [Fact]
    public async Task What_a_worker_lost_while_it_was_away_is_put_right_when_it_is_back()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var data = world.Engine.Volume(StoreWorld.NameOf("database"))!.Generation;
        await LoseAsync(world);
        world.Engine.Lose(StoreWorld.NameOf("application"));
        world.Engine.Lose($"sh-{StoreWorld.InstallationId}-edge");

        await ReturnAsync(world);
        await world.SweepAsync();
        await world.RestAsync();

        (await world.VisitAsync()).Problem.ShouldBeNull();
        world.Engine.Volume(StoreWorld.NameOf("database"))!.Generation.ShouldBe(data);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    /// <summary>The worker burnt; or so they thought.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_forgotten_store_is_gone_at_once_and_what_comes_back_of_it_with_its_worker_is_taken_away(bool wasDeleted)
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        (await store.ForgetAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error!.Code.ShouldBe("store.worker-is-there");
        await LoseAsync(world);
        await AwayAsync(store);
        if (wasDeleted)
        {
            (await store.DeleteAsync(StoreWorld.Ask(2), "teashop").SoonAsync()).Error.ShouldBeNull();
            await WaitsAsync(world);
        }

        (await store.ForgetAsync(StoreWorld.Ask(3), "coffeeshop").SoonAsync()).Error!.Code.ShouldBe("store.name-not-confirmed");
        (await store.ForgetAsync(StoreWorld.Ask(4), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Purged);
        (await store.ForgetAsync(StoreWorld.Ask(4), "teashop").SoonAsync()).Error!.Code.ShouldBe("store.not-possible");
        world.CensusOf().Containers.ShouldNotBeEmpty();

        await ReturnAsync(world);
        await world.SweepAsync();
        await world.RestAsync();

        world.CensusOf().Volumes.ShouldBeEmpty();
        Invariants.Broken(world).ShouldBeEmpty();
        world.Logged("should have nothing on a worker").ShouldBeGreaterThan(0);
    }

    private static async Task<DateTimeOffset> LoseAsync(StoreWorld world, bool edgeAnswers = false)
    {
        world.Engine.Faults.IsUnreachable = true;
        world.IsEdgeAway = !edgeAnswers;
        var since = world.Clock.GetUtcNow();
        (await world.Worker.SightAsync(WorkerSight.Away(since) with { EdgeAnswers = edgeAnswers }).SoonAsync()).Error.ShouldBeNull();
        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Unreachable);
        return since;
    }

    private static async Task ReturnAsync(StoreWorld world)
    {
        world.Engine.Faults.IsUnreachable = false;
        world.IsEdgeAway = false;
        (await world.Worker.SightAsync(WorkerSight.Begin(world.Clock.GetUtcNow())).SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.Read<WorkerState>("w1")!.Status == WorkerStatus.Active, () => "the worker is not taken in again");
    }

    /// <summary>The set of those that are away is read once a second.</summary>
    private static async Task<StoreView> AwayAsync(IStoreGrain store)
    {
        StoreView view;
        do
        {
            view = (await store.ViewAsync().SoonAsync())!;
        }
        while (view.Away is null);
        return view;
    }

    private static async Task ThereAsync(IStoreGrain store)
    {
        while ((await store.ViewAsync().SoonAsync())!.Away is not null)
        {
        }
    }

    private static Task WaitsAsync(StoreWorld world) => world.UntilAsync(
        () => world.StateOf() is { WakeAt: not null, Operation: { } operation } && operation.Steps.Any(step => step.Detail?.Contains("worker w1, not heard of since", StringComparison.Ordinal) == true),
        () => "it does not wait for its worker");
}
