using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Edges;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.Grains.Workers;

/// <summary>One look at everything on a worker: counts what each store has there against what it should have, and calls only the stores that differ or are due to be seen from outside.</summary>
public sealed partial class WorkerSweep(
    IGrainFactory grains,
    IWorkerEngines engines,
    IEntityIndex index,
    PlatformCatalogue platforms,
    PlatformContainers containers,
    IOptions<WorkerOptions> options,
    TimeProvider clock,
    ILogger<WorkerSweep> logger)
{
    private const int Page = 500;
    private const int MostAtOnce = 8;

    /// <summary>Of each worker, the stores that were seen from outside within the probe period.</summary>
    private readonly ConcurrentDictionary<WorkerId, ImmutableDictionary<string, DateTimeOffset>> seen = new();

    /// <summary>Of each worker, when its stores' containers were compared with what they should be.</summary>
    private readonly ConcurrentDictionary<WorkerId, ImmutableDictionary<string, DateTimeOffset>> compared = new();

    /// <summary>Of each worker, the sweep under way.</summary>
    private readonly ConcurrentDictionary<WorkerId, Turn> turns = new();

    public Task SweepAsync(WorkerId worker, CancellationToken cancellationToken) => SweepAsync(worker, isAfterSilence: false, cancellationToken);

    /// <summary>One at a time for each worker: whoever comes while one is under way has it done once more, and does not wait.</summary>
    /// <param name="isAfterSilence">Nobody has listened to its engine: every container is compared, not only those whose turn it is.</param>
    public async Task SweepAsync(WorkerId worker, bool isAfterSilence, CancellationToken cancellationToken)
    {
        var turn = turns.GetOrAdd(worker, static _ => new());
        if (isAfterSilence)
        {
            turn.ComparesAll = true;
        }

        if (Interlocked.Increment(ref turn.Asked) > 1)
        {
            return;
        }

        try
        {
            int served;
            do
            {
                served = Volatile.Read(ref turn.Asked);
                await SweepAsync(worker, turn, cancellationToken);
            }
            while (Interlocked.CompareExchange(ref turn.Asked, 0, served) != served);
        }
        catch
        {
            Volatile.Write(ref turn.Asked, 0);
            throw;
        }
    }

    private async Task SweepAsync(WorkerId worker, Turn turn, CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<IWorkerGrain>(worker.Value).CheckAsync(cancellationToken))
        {
            await grains.GetGrain<IEdgeGrain>(worker.Value).CheckAsync(cancellationToken);
        }

        if (await engines.For(worker).ListAsync(containers.Labels, cancellationToken) is not { Ok: true, Value: var inventory })
        {
            return;
        }

        var isAfterSilence = turn.ComparesAll;
        turn.ComparesAll = false;
        var found = CountByStore(inventory);
        var rows = await RowsAsync(worker, cancellationToken);
        var known = rows.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var checkedNow = rows.Where(row => Differs(row, found.GetValueOrDefault(row.Key))).Select(row => row.Key)
            .Concat(found.Keys.Concat(await grains.GetGrain<IEdgeGrain>(worker.Value).OwnersAsync(cancellationToken)).Where(key => !known.Contains(key)))
            .Concat(CompareDue(worker, rows.Where(IsLive), isAfterSilence)).ToHashSet(StringComparer.Ordinal);
        await EachAsync(checkedNow, (key, token) => grains.GetGrain<IStoreGrain>(key).CheckAsync(worker, token), cancellationToken);
        await ObserveAsync(worker, rows, checkedNow, cancellationToken);
    }

    /// <summary>Of a worker whose engine nobody hears, only the shops are asked from outside.</summary>
    public async Task ObserveAsync(WorkerId worker, CancellationToken cancellationToken) => await ObserveAsync(worker, await RowsAsync(worker, cancellationToken), [], cancellationToken);

    /// <summary>The key of the store that the labels name; null when they name none.</summary>
    public static string? StoreOf(ImmutableSortedDictionary<string, string> labels)
        => AccountId.TryParse(labels.GetValueOrDefault(EngineLabels.Account), null, out var account) && StoreId.TryParse(labels.GetValueOrDefault(EngineLabels.Store), null, out var store)
            ? StoreState.KeyOf(account, store)
            : null;

    /// <summary>A shop that did not answer, or could not be asked, is asked again at the next sweep.</summary>
    private async Task ObserveAsync(WorkerId worker, List<EntityRow> rows, HashSet<string> differing, CancellationToken cancellationToken)
    {
        var before = seen.GetValueOrDefault(worker, ImmutableDictionary<string, DateTimeOffset>.Empty);
        var after = new ConcurrentDictionary<string, DateTimeOffset>(before.Where(known => clock.GetUtcNow() - known.Value < options.Value.ProbePeriod));
        var due = rows.Where(row => IsObserved(row) && !differing.Contains(row.Key) && !after.ContainsKey(row.Key)).Select(row => row.Key).ToList();
        await EachAsync(due, async (key, token) =>
        {
            var asked = clock.GetUtcNow();
            if (await grains.GetGrain<IStoreGrain>(key).ObserveAsync(token))
            {
                after[key] = asked;
            }
        }, cancellationToken);
        seen[worker] = after.ToImmutableDictionary();
    }

    /// <summary>What goes wrong with one store is told, and the others are looked at all the same.</summary>
    private Task EachAsync(IEnumerable<string> stores, Func<string, CancellationToken, Task> look, CancellationToken cancellationToken)
        => Parallel.ForEachAsync(stores, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken }, async (key, token) =>
        {
            try
            {
                await look(key, token);
            }
            catch (Exception exception) when (!token.IsCancellationRequested)
            {
                LogNotLooked(exception, key);
            }
        });

    private static Dictionary<string, Counts> CountByStore(Inventory inventory)
    {
        var found = new Dictionary<string, Counts>(StringComparer.Ordinal);
        void Add(ImmutableSortedDictionary<string, string> labels, Counts counts)
        {
            if (StoreOf(labels) is { } key)
            {
                found[key] = found.GetValueOrDefault(key) + counts;
            }
        }

        foreach (var container in inventory.Containers)
        {
            Add(container.Labels, new(1, container.State is "running" or "restarting" ? 1 : 0, 0, 0, container.Addresses.Count));
        }

        foreach (var network in inventory.Networks)
        {
            Add(network.Labels, new(0, 0, 1, 0, 0));
        }

        foreach (var volume in inventory.Volumes)
        {
            Add(volume.Labels, new(0, 0, 0, 1, 0));
        }

        return found;
    }

    private async Task<List<EntityRow>> RowsAsync(WorkerId worker, CancellationToken cancellationToken)
    {
        var rows = new List<EntityRow>();
        IReadOnlyList<EntityRow> page;
        do
        {
            page = await index.ListAsync(StoreState.Table.Name, new Dictionary<string, object?> { ["worker"] = worker.Value }, rows.LastOrDefault()?.Key, Page, cancellationToken);
            rows.AddRange(page);
        }
        while (page.Count == Page);
        return rows;
    }

    /// <summary>Stores that owe work are at it themselves.</summary>
    private bool Differs(EntityRow row, Counts found)
    {
        var status = Enum.Parse<StoreStatus>((string)row.Columns["status"]!);
        if (StoreMachine.Owed(status) is not null || platforms.Find((string)row.Columns["platform"]!) is not { } template)
        {
            return false;
        }

        var wanted = template.Components.Count;
        var volumes = template.Data.Count + wanted;
        return StoreMachine.StandsStill(status) ? found.Running > 0 || found.Volumes < volumes
            : StoreMachine.HasContainers(status) ? found != new Counts(wanted, wanted, template.Networks.Count, volumes, template.Components.Values.Sum(component => component.Networks.Count))
            : found.Containers + found.Networks > 0;
    }

    private static bool IsLive(EntityRow row) => (string)row.Columns["status"]! is nameof(StoreStatus.Live);

    private static bool IsObserved(EntityRow row) => (string)row.Columns["status"]! is nameof(StoreStatus.Live) or nameof(StoreStatus.Broken) or nameof(StoreStatus.Suspended);

    /// <summary>The first time after a part of the period, so that not all have their turn at once.</summary>
    private List<string> CompareDue(WorkerId worker, IEnumerable<EntityRow> rows, bool isAfterSilence)
    {
        var (now, period, before) = (clock.GetUtcNow(), options.Value.ComparePeriod, compared.GetValueOrDefault(worker, ImmutableDictionary<string, DateTimeOffset>.Empty));
        var last = rows.ToDictionary(row => row.Key, row => before.TryGetValue(row.Key, out var at) ? at : now - period * ((uint)row.Key.GetHashCode(StringComparison.Ordinal) % 1000 / 1000.0));
        var due = last.Where(store => isAfterSilence || now - store.Value >= period).Select(store => store.Key).ToList();
        due.ForEach(key => last[key] = now);
        compared[worker] = last.ToImmutableDictionary();
        return due;
    }

    private sealed class Turn
    {
        /// <summary>How often since nobody was at it.</summary>
        public int Asked;

        /// <summary>Until a sweep comes that sees what is there.</summary>
        public volatile bool ComparesAll;
    }

    /// <param name="Attached">Networks of running containers.</param>
    private readonly record struct Counts(int Containers, int Running, int Networks, int Volumes, int Attached)
    {
        public static Counts operator +(Counts a, Counts b)
            => new(a.Containers + b.Containers, a.Running + b.Running, a.Networks + b.Networks, a.Volumes + b.Volumes, a.Attached + b.Attached);
    }

    [LoggerMessage(LogLevel.Warning, "Looking at store {Store} failed; it comes round again")]
    private partial void LogNotLooked(Exception exception, string store);
}
