using System.Buffers.Binary;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Stores;

/// <summary>Proposes a place for a store: the best worker as <see cref="PlacementRules"/> have it, and a free slot there. The save of the store's claims decides.</summary>
public sealed class StorePlacer(FleetView fleet, IEntityIndex index, IEntityStore<WorkerState> workers, IGrainFactory grains, PlatformCatalogue platforms, IEntropy entropy, IOptions<InstallationOptions> options)
{
    private const int MostTries = 20;
    private const int SlotsAtOnce = 32;

    /// <param name="store">Who needs a place.</param>
    /// <param name="isCrowded">Somebody was quicker with the last proposal: the fleet is read anew, and any free slot is taken, so that many processes don't all go for the same one.</param>
    public async Task<Result<StorePlaced>> PlaceAsync(StoreState store, bool isCrowded)
    {
        if (isCrowded)
        {
            fleet.Doubt();
        }

        var demand = new PlacementDemand(store.Limits, platforms.Find(store.Order.Platform)?.Title ?? store.Order.Platform, await NeighboursAsync(store));

        // Workers that are silent, or without the images, don't count: they may be many, and the emptiest ones.
        for (var tries = 0; tries < MostTries + demand.Silent.Count + demand.WithoutImages.Count; tries++)
        {
            var choice = await fleet.ChooseAsync(demand, Drawn());
            if (!choice.Ok)
            {
                return choice.Error;
            }

            // Its own row is newer than the view: a worker that was cordoned a moment ago gets nothing.
            var worker = choice.Value.Chosen.Worker;
            if (await workers.LoadAsync(worker.Value, CancellationToken.None) is not { State: { TakesStores: true } row })
            {
                fleet.Doubt();
            }
            else if (row.Lacks(store.Images))
            {
                demand = demand with { WithoutImages = demand.WithoutImages.Add(worker) };
            }
            else if (await grains.GetGrain<IWorkerGrain>(worker.Value).LookAsync() is { Sight: { Is: not Sight.Seen } })
            {
                // Silent for some seconds, which is in no row: it may be lost in some more, and the order would wait there.
                demand = demand with { Silent = demand.Silent.Add(worker) };
            }
            else if (await FreeSlotAsync(worker, store, isCrowded) is { } slot)
            {
                return new StorePlaced(store.Operation!.Id, new Placement(worker, slot), choice.Value);
            }
            else
            {
                fleet.IsOutOfSlots(worker);
            }
        }

        return StoreErrors.NoRoom("the servers are changing just now");
    }

    private async Task<Dictionary<WorkerId, int>> NeighboursAsync(StoreState store)
        => (await index.CountByAsync(StoreState.Table.Name, "worker", new Dictionary<string, object?> { ["account"] = store.Account.Value }, CancellationToken.None))
            .ToDictionary(count => WorkerId.Parse(count.Key), count => (int)count.Value);

    private async Task<int?> FreeSlotAsync(WorkerId worker, StoreState store, bool isCrowded)
    {
        var slots = options.Value.SlotsPerWorker;
        var first = isCrowded ? (int)(Drawn() % (uint)slots) : fleet.NextSlot(worker);
        for (var looked = 0; looked < slots; looked += SlotsAtOnce)
        {
            List<int> some = [.. Enumerable.Range(first + looked, Math.Min(SlotsAtOnce, slots - looked)).Select(slot => slot % slots)];
            var taken = await index.TakenAmongAsync(StoreMachine.SlotClaim, worker.Value, [.. some.Select(StoreMachine.SlotValue)], CancellationToken.None);
            foreach (var slot in some.Where(slot => !taken.Contains(StoreMachine.SlotValue(slot)) && !store.Avoid.Contains(new(worker, slot))))
            {
                if (fleet.Give(new(worker, slot)))
                {
                    return slot;
                }
            }
        }

        return null;
    }

    private uint Drawn()
    {
        Span<byte> drawn = stackalloc byte[sizeof(uint)];
        entropy.Fill(drawn);
        return BinaryPrimitives.ReadUInt32LittleEndian(drawn);
    }
}
