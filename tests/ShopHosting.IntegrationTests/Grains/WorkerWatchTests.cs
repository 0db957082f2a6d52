using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>The watch over the workers, as it runs in the panel.</summary>
public sealed class WorkerWatchTests
{
    [Fact]
    public async Task Whoever_can_never_be_woken_keeps_nobody_else_from_being_woken()
    {
        await using var world = await StoreWorld.StartAsync();
        var edges = world.Database.Store<EdgeState>();
        foreach (var name in Enumerable.Range(0, 200).Select(number => $"a{number}").Append("w2"))
        {
            await edges.SaveAsync(name, 0, new EdgeState { Worker = WorkerId.Parse(name), Generation = 1 }, Journal.Empty, CancellationToken.None);
            world.Database.Rewrite("edge", name, row => name == "w2" ? row : "no row that anybody can read");
        }

        await world.UntilAsync(() => world.Read<EdgeState>("w2") is { Problem: not null }, () => "the last of those that are due is never woken");
    }

    [Fact]
    public async Task Each_worker_is_listened_to_once_however_long_the_watch_goes_on()
    {
        await using var world = await StoreWorld.StartAsync();
        var index = new CountingIndex(world.Database, rounds: 10);
        using var watch = world.Watch(index);

        await watch.StartAsync(CancellationToken.None);
        await index.Reached.SoonAsync();

        await ListenedToAsync(world);
        await watch.StopAsync(CancellationToken.None);
        world.Engine.Listeners.ShouldBe(0);
    }

    [Fact]
    public async Task A_container_that_ends_is_brought_back_without_waiting_for_a_sweep()
    {
        await using var world = await StoreWorld.StartAsync(("Workers:CheckPeriod", "01:00:00"));
        await world.LiveStoreAsync();
        using var watch = world.Watch();
        await watch.StartAsync(CancellationToken.None);
        await ListenedToAsync(world);

        world.Engine.Crash(StoreWorld.NameOf("application"));
        await world.UntilAsync(() => world.StateOf()!.Operation!.Kind == OperationKind.Repair, () => $"the store was not repaired: {world.StateOf()!.Operation!.Kind}");
        await world.RestAsync();

        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        await watch.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_part_that_runs_out_of_memory_is_told_and_whether_it_ended(bool ends)
    {
        await using var world = await StoreWorld.StartAsync(("Workers:CheckPeriod", "01:00:00"));
        await world.LiveStoreAsync();
        using var watch = world.Watch();
        await watch.StartAsync(CancellationToken.None);
        await ListenedToAsync(world);

        world.Engine.RunOutOfMemory(StoreWorld.NameOf("application"), ends);
        world.Engine.RunOutOfMemory(StoreWorld.NameOf("database"), ends: false);
        await world.UntilAsync(() => world.StateOf()!.Incidents.Length == 2, () => $"the incidents are not there: {world.StateOf()!.Incidents.Length}");

        var incident = world.StateOf()!.Incidents.Single(incident => incident.Part == "application");
        (incident.Kind, incident.Times, incident.HasEnded).ShouldBe((StoreIncidentKind.OutOfMemory, 1, ends));
        incident.Limit.ShouldBe(world.Engine.Container(StoreWorld.NameOf("application"))!.Limits.MemoryBytes >> 20);
        await watch.StopAsync(CancellationToken.None);
    }

    /// <summary>What happens on a worker before that is not heard.</summary>
    private static Task ListenedToAsync(StoreWorld world) => world.UntilAsync(() => world.Engine.Listeners == 1, () => $"{world.Engine.Listeners} listen to the engine's events");

    /// <summary>Tells when the workers were asked for so many times.</summary>
    private sealed class CountingIndex(IEntityIndex inner, int rounds) : IEntityIndex
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int left = rounds;

        public Task Reached => reached.Task;

        public Task<IReadOnlyList<EntityRow>> ListAsync(string table, IReadOnlyDictionary<string, object?> where, string? afterKey, int limit, CancellationToken cancellationToken)
        {
            if (table == WorkerState.Table.Name && Interlocked.Decrement(ref left) == 0)
            {
                reached.SetResult();
            }

            return inner.ListAsync(table, where, afterKey, limit, cancellationToken);
        }

        public Task<IReadOnlyList<DueEntity>> DueAsync(string table, DateTimeOffset now, DueEntity? after, int limit, CancellationToken cancellationToken) => inner.DueAsync(table, now, after, limit, cancellationToken);

        public Task<ClaimOwner?> OwnerOfAsync(string kind, string scope, string value, CancellationToken cancellationToken) => inner.OwnerOfAsync(kind, scope, value, cancellationToken);

        public Task<IReadOnlyList<string>> TakenAsync(string kind, string scope, CancellationToken cancellationToken) => inner.TakenAsync(kind, scope, cancellationToken);

        public Task<IReadOnlySet<string>> TakenAmongAsync(string kind, string scope, IReadOnlyList<string> values, CancellationToken cancellationToken)
            => inner.TakenAmongAsync(kind, scope, values, cancellationToken);

        public Task<IReadOnlyList<ClaimCount>> CountClaimsAsync(string scope, CancellationToken cancellationToken) => inner.CountClaimsAsync(scope, cancellationToken);

        public Task<IReadOnlyDictionary<string, long>> CountByAsync(string table, string column, IReadOnlyDictionary<string, object?> where, CancellationToken cancellationToken)
            => inner.CountByAsync(table, column, where, cancellationToken);

        public Task<IReadOnlyList<Operation>> OperationsAsync(string table, string key, OperationCursor? before, int limit, CancellationToken cancellationToken) => inner.OperationsAsync(table, key, before, limit, cancellationToken);

        public Task<IReadOnlyList<EntityRow>> SearchAsync(
            string table, string column, string prefix, IReadOnlyDictionary<string, object?> where, string? afterKey, int limit, CancellationToken cancellationToken)
            => inner.SearchAsync(table, column, prefix, where, afterKey, limit, cancellationToken);

        public Task<IReadOnlyList<EntityRow>> OldestAsync(string table, IReadOnlyDictionary<string, object?> where, EntityRow? after, int limit, CancellationToken cancellationToken)
            => inner.OldestAsync(table, where, after, limit, cancellationToken);

        public Task<IReadOnlyList<EntityOperation>> JournalAsync(IReadOnlyList<OperationOutcome> outcomes, OperationCursor? before, int limit, CancellationToken cancellationToken)
            => inner.JournalAsync(outcomes, before, limit, cancellationToken);

        public Task<IReadOnlyList<EntityOperation>> DriftAsync(string? worker, OperationCursor? before, int limit, CancellationToken cancellationToken) => inner.DriftAsync(worker, before, limit, cancellationToken);

        public Task<IReadOnlyList<StepDuration>> DurationsAsync(string table, string column, string value, OperationKind kind, int among, int limit, CancellationToken cancellationToken)
            => inner.DurationsAsync(table, column, value, kind, among, limit, cancellationToken);
    }
}
