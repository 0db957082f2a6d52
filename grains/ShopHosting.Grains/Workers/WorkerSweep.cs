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

    public async Task SweepAsync(WorkerId worker, CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<IWorkerGrain>(worker.Value).CheckAsync(cancellationToken))
        {
            await grains.GetGrain<IEdgeGrain>(worker.Value).CheckAsync(cancellationToken);
        }

        if (await engines.For(worker).ListAsync(containers.Labels, cancellationToken) is not { Ok: true, Value: var inventory })
        {
            return;
        }

        var found = CountByStore(inventory);
        var rows = await RowsAsync(worker, cancellationToken);
        var known = rows.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var differing = rows.Where(row => Differs(row, found.GetValueOrDefault(row.Key))).Select(row => row.Key).Concat(found.Keys.Where(key => !known.Contains(key))).ToHashSet(StringComparer.Ordinal);
        await EachAsync(differing, (key, token) => grains.GetGrain<IStoreGrain>(key).CheckAsync(worker, token), cancellationToken);
        await ObserveAsync(worker, rows, differing, cancellationToken);
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
            Add(container.Labels, new(1, container.State is "running" or "restarting" ? 1 : 0, 0, 0));
        }

        foreach (var network in inventory.Networks)
        {
            Add(network.Labels, new(0, 0, 1, 0));
        }

        foreach (var volume in inventory.Volumes)
        {
            Add(volume.Labels, new(0, 0, 0, 1));
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
        return StoreMachine.StandsStill(status) ? found.Running > 0
            : StoreMachine.HasContainers(status) ? found != new Counts(wanted, wanted, template.Networks.Count, template.Data.Count + wanted)
            : found.Containers + found.Networks > 0;
    }

    private static bool IsObserved(EntityRow row) => (string)row.Columns["status"]! is nameof(StoreStatus.Live) or nameof(StoreStatus.Broken) or nameof(StoreStatus.Suspended);

    private readonly record struct Counts(int Containers, int Running, int Networks, int Volumes)
    {
        public static Counts operator +(Counts a, Counts b) => new(a.Containers + b.Containers, a.Running + b.Running, a.Networks + b.Networks, a.Volumes + b.Volumes);
    }

    [LoggerMessage(LogLevel.Warning, "Looking at store {Store} failed; it comes round again")]
    private partial void LogNotLooked(Exception exception, string store);
}
