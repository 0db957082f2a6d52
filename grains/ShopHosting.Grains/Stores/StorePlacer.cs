using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Stores;

/// <summary>Proposes a place for a store: the worker with the most memory left, and its lowest free slot. The save of the store's claims decides.</summary>
public sealed class StorePlacer(IEntityIndex index, ICapacityLedger ledger, IEntropy entropy, IOptions<InstallationOptions> options)
{
    /// <param name="store">Who needs a place.</param>
    /// <param name="isCrowded">Somebody was quicker with the last proposal: another free slot, so that many who order at once don't all go for the same one.</param>
    public async Task<Result<Placement>> PlaceAsync(StoreState store, bool isCrowded)
    {
        var capacity = await ledger.ListAsync(CancellationToken.None);
        var rows = await index.ListAsync(WorkerState.Table.Name, new Dictionary<string, object?> { ["takes_stores"] = 1L }, null, 1000, CancellationToken.None);
        var workers = rows.Where(worker => capacity.Any(row => row.Scope == worker.Key)).ToList();
        if (workers.Count == 0)
        {
            return StoreErrors.NoRoom("no worker server is ready. An operator sees why in the log of the platform.");
        }

        var fitting = workers.Select(worker => worker.Key)
            .Where(worker => Free(capacity, worker, CapacityResources.MemoryMb) >= store.Limits.MemoryMb
                && Free(capacity, worker, CapacityResources.CpuMillis) >= store.Limits.CpuMillis
                && Free(capacity, worker, CapacityResources.DiskMb) >= store.Limits.DiskMb)
            .OrderByDescending(worker => Free(capacity, worker, CapacityResources.MemoryMb))
            .ToList();
        foreach (var worker in fitting)
        {
            if (await FreeSlotAsync(WorkerId.Parse(worker), store, isCrowded) is { } slot)
            {
                return new Placement(WorkerId.Parse(worker), slot);
            }
        }

        return StoreErrors.NoRoom($"none of the {workers.Count} worker servers has {store.Limits.MemoryMb} MiB of memory, {store.Limits.CpuMillis} CPU millis and {store.Limits.DiskMb} MiB of disk left.");
    }

    /// <summary>The engines of all workers that this installation looks after.</summary>
    public async Task<IReadOnlyList<IWorkerEngine>> EnginesAsync(IWorkerEngines engines, CancellationToken cancellationToken)
    {
        var workers = await index.ListAsync(WorkerState.Table.Name, new Dictionary<string, object?>(), null, 1000, cancellationToken);
        return [.. workers.Where(worker => worker.Columns["status"] is not nameof(WorkerStatus.Retired)).Select(worker => engines.For(WorkerId.Parse(worker.Key)))];
    }

    private async Task<int?> FreeSlotAsync(WorkerId worker, StoreState store, bool isCrowded)
    {
        var taken = await index.TakenAsync(StoreMachine.SlotClaim, worker.Value, CancellationToken.None);
        var used = taken.Select(slot => int.Parse(slot, CultureInfo.InvariantCulture)).Concat(store.Avoid.Where(place => place.Worker == worker).Select(place => place.Slot)).ToHashSet();
        var free = Enumerable.Range(0, options.Value.SlotsPerWorker).Where(slot => !used.Contains(slot));
        if (!isCrowded)
        {
            return free.Cast<int?>().FirstOrDefault();
        }

        var all = free.ToList();
        return all.Count == 0 ? null : all[AnyOf(all.Count)];
    }

    private int AnyOf(int count)
    {
        Span<byte> drawn = stackalloc byte[sizeof(uint)];
        entropy.Fill(drawn);
        return (int)(BinaryPrimitives.ReadUInt32LittleEndian(drawn) % count);
    }

    private static long Free(IReadOnlyList<CapacityRow> capacity, string worker, string resource)
        => capacity.FirstOrDefault(row => row.Scope == worker && row.Resource == resource) is { } row ? row.Usable - row.Used : 0;
}
