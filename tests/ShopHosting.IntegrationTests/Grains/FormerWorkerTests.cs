using System.Collections.Immutable;
using ShopHosting.Contracts.Edges;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>What is found of a store where it does not belong: on a worker where it was before, or beside what it should have.</summary>
public sealed class FormerWorkerTests
{
    private const string Host = "teashop.shops.localhost";

    [Fact]
    public async Task What_was_left_behind_is_taken_away_though_the_store_is_made_elsewhere_meanwhile()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        await LeaveBehindAsync(world);
        Invariants.Broken(world).ShouldNotBeEmpty();

        world.Holds = call => call.StartsWith("Probe", StringComparison.Ordinal) ? world.SweepAsync() : Task.CompletedTask;
        await RetryElsewhereAsync(world);

        Invariants.Broken(world).ShouldBeEmpty();
        (await world.VisitAsync()).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_left_behind_of_a_store_that_is_live_elsewhere_is_taken_away_but_for_data()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        await LeaveBehindAsync(world);
        await RetryElsewhereAsync(world);
        await world.SweepAsync(StoreWorld.Second);
        world.CensusOf().Containers.ShouldNotBeEmpty();

        await world.SweepAsync();
        await world.SweepAsync();

        (world.CensusOf().Containers.Length, world.CensusOf().Networks.Length, world.CensusOf().Volumes.Length).ShouldBe((0, 0, 5));
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        (await world.VisitAsync()).Problem.ShouldBeNull();
        var told = (await DriftAsync(world)).ShouldHaveSingleItem();
        (told.Kind, told.Outcome, told.Error!.Code).ShouldBe((OperationKind.RemoveLeftovers, OperationOutcome.Failed, "store.left-there"));
        told.Reason!.ShouldContain("on worker w1: ");
        told.Reason!.ShouldContain(StoreWorld.NameOf("application"));
        told.Error.Message.ShouldContain(StoreWorld.NameOf("database"));
    }

    [Fact]
    public async Task Nothing_is_taken_away_where_another_engine_answers_than_the_workers()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        await LeaveBehindAsync(world);
        await RetryElsewhereAsync(world);
        var there = world.CensusOf().Containers.Length;
        world.Engine.Info = world.Engine.Info with { Id = "a copy" };

        await world.SweepAsync();

        world.CensusOf().Containers.Length.ShouldBe(there);
        (await DriftAsync(world)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_that_was_left_behind_is_closed_though_nothing_else_is_there()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        await world.PlaceAtAsync(StoreWorld.Second);
        await world.LiveStoreAsync();
        var former = world.Grains.GetGrain<IEdgeGrain>(Some.Worker.Value);
        (await former.PutRouteAsync(Host, new EdgeRoute(21000, "woocommerce", StoreWorld.KeyOf())).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.Served.Keys.ShouldContain(Host);

        await world.SweepAsync();
        await world.RestAsync();

        world.Served.Keys.ShouldNotContain(Host);
        (await world.VisitAsync()).Problem.ShouldBeNull();
        (await DriftAsync(world)).ShouldHaveSingleItem().Reason!.ShouldContain($"the route of {Host}");
        Invariants.Broken(world).ShouldBeEmpty();
    }

    /// <summary>A worker that could not be taken in may be another one's machine under a second name.</summary>
    [Fact]
    public async Task Nothing_is_taken_away_where_the_worker_is_not_in_service()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        await LeaveBehindAsync(world);
        await RetryElsewhereAsync(world);
        world.Engine.Lose($"sh-{StoreWorld.InstallationId}-edge");
        world.Refuses = call => call.StartsWith("EnsureContainer", StringComparison.Ordinal) ? Some.Failure : null;

        await world.SweepAsync();

        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Repairing);
        world.CensusOf().Containers.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_bears_a_stores_labels_beside_its_own_is_told_once_and_left_alone()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        world.Engine.AddForeignContainer("sh-test-debug", world.CensusOf().Containers[0].Labels);

        await world.SweepAsync();
        await world.SweepAsync();

        world.Engine.Container("sh-test-debug").ShouldNotBeNull();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        var told = (await DriftAsync(world)).ShouldHaveSingleItem();
        (told.Kind, told.Outcome).ShouldBe((OperationKind.RemoveLeftovers, OperationOutcome.Failed));
        told.Error!.Message.ShouldContain("sh-test-debug");
    }

    /// <summary>It fails on the first worker, which then takes nothing away until it is given up.</summary>
    private static async Task LeaveBehindAsync(StoreWorld world)
    {
        world.Refuses = call => call.StartsWith("Probe", StringComparison.Ordinal) ? Some.Failure : null;
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.CensusOf().Containers.Count(found => found.IsRunning) == 3, () => "it does not start");
        world.Refuses = call => call.StartsWith("Probe", StringComparison.Ordinal) || call.StartsWith("RemoveContainer", StringComparison.Ordinal) ? Some.Failure : null;
        world.OnSaved = saved => world.Clock.Shift(TimeSpan.FromSeconds(saved is StoreState { Status: StoreStatus.Reverting } ? 20 : 0));
        (await world.Store().CancelAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Failed);
        (world.OnSaved, world.Refuses) = (null, null);
        world.StateOf()!.Problem!.Code.ShouldBe("store.left-behind");
    }

    private static async Task RetryElsewhereAsync(StoreWorld world)
    {
        await world.PlaceAtAsync(StoreWorld.Second);
        (await world.Store().RetryAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live);
        world.StateOf()!.Placement!.Worker.ShouldBe(StoreWorld.Second);
        await world.RestAsync();
    }

    private static async Task<ImmutableArray<Operation>> DriftAsync(StoreWorld world)
        => [.. (await world.Database.DriftAsync(null, null, 10, CancellationToken.None)).Select(drift => drift.Operation)];
}
