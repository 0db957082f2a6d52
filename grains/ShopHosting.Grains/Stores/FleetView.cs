using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Stores;

/// <summary>
/// What this process believes of all workers: read anew when it is old, and with what this process has given away since. It may be wrong, which
/// ops/decisions/0017 goes through; the save of a store's claims decides.
/// </summary>
public sealed class FleetView(IEntityIndex index, ICapacityLedger ledger, IOptions<WorkerOptions> options, TimeProvider clock)
{
    /// <summary>What another process gave away, and a cordon, are known after this time.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly HashSet<Placement> given = [];
    private readonly Dictionary<WorkerId, int> nextSlots = [];
    private PlacementCandidate[] workers = [];
    private Dictionary<WorkerId, int> places = [];
    private DateTimeOffset readAt = DateTimeOffset.MinValue;
    private Task<DateTimeOffset>? reading;

    /// <summary>The best worker, where the store's share counts as given away from now on. That there is no room is said only by a view that was read after the asking.</summary>
    public async Task<Result<PlacementReason>> ChooseAsync(PlacementDemand demand, uint drawn)
    {
        var asked = clock.GetUtcNow();
        await ReadAsync(asked - MostAge);
        var choice = Choose(demand, drawn);
        if (!choice.Ok)
        {
            await ReadAsync(asked);
            choice = Choose(demand, drawn);
        }

        return choice;
    }

    /// <summary>Something of it turned out to be wrong.</summary>
    public void Doubt()
    {
        lock (gate)
        {
            readAt = DateTimeOffset.MinValue;
        }
    }

    /// <summary>No slot of the worker is free; it isn't asked before the next reading.</summary>
    public void IsOutOfSlots(WorkerId worker)
    {
        lock (gate)
        {
            if (places.TryGetValue(worker, out var place))
            {
                workers[place] = workers[place] with { IsOutOfSlots = true };
            }
        }
    }

    /// <summary>Where to begin to look for a free slot: after the last one that was given away here, so that one that came back isn't used again at once.</summary>
    public int NextSlot(WorkerId worker)
    {
        lock (gate)
        {
            return nextSlots.GetValueOrDefault(worker);
        }
    }

    /// <summary>Gives the slot away; false when another store of this process has just got it.</summary>
    public bool Give(Placement placement)
    {
        lock (gate)
        {
            nextSlots[placement.Worker] = placement.Slot + 1;
            return given.Add(placement);
        }
    }

    private Result<PlacementReason> Choose(PlacementDemand demand, uint drawn)
    {
        lock (gate)
        {
            var choice = PlacementRules.Choose(demand, workers, options.Value.HeadroomPercent, drawn, clock.GetUtcNow());
            if (choice.Ok)
            {
                var place = places[choice.Value.Chosen.Worker];
                workers[place] = With(workers[place], demand);
            }

            return choice;
        }
    }

    private static PlacementCandidate With(PlacementCandidate worker, PlacementDemand demand) => worker with
    {
        Memory = worker.Memory with { Used = worker.Memory.Used + demand.Limits.MemoryMb },
        Cpu = worker.Cpu with { Used = worker.Cpu.Used + demand.Limits.CpuMillis },
        Disk = worker.Disk with { Used = worker.Disk.Used + demand.Limits.DiskMb },
    };

    /// <summary>Who asks together shares one reading, when it begins after the time that the view shall be of.</summary>
    private async Task ReadAsync(DateTimeOffset notBefore)
    {
        while (true)
        {
            Task<DateTimeOffset> current;
            lock (gate)
            {
                if (readAt >= notBefore && readAt > DateTimeOffset.MinValue)
                {
                    return;
                }

                current = reading ??= Task.Run(ReadAllAsync);
            }

            if (await current >= notBefore)
            {
                return;
            }
        }
    }

    private async Task<DateTimeOffset> ReadAllAsync()
    {
        try
        {
            var begun = clock.GetUtcNow();
            var rows = await index.ListAsync(WorkerState.Table.Name, new Dictionary<string, object?>(), null, int.MaxValue, CancellationToken.None);
            var uses = (await ledger.ListAsync(CancellationToken.None)).ToDictionary(row => (row.Scope, row.Resource), row => new ResourceUse(row.Usable, row.Used));
            ResourceUse UseOf(EntityRow row, string resource) => uses.GetValueOrDefault((row.Key, resource));
            PlacementCandidate[] read =
            [
                .. rows.Select(row => new PlacementCandidate(
                    WorkerId.Parse(row.Key), Enum.Parse<WorkerStatus>((string)row.Columns["status"]!), row.Columns["takes_stores"] is 0L,
                    UseOf(row, CapacityResources.MemoryMb), UseOf(row, CapacityResources.CpuMillis), UseOf(row, CapacityResources.DiskMb))),
            ];
            lock (gate)
            {
                (workers, readAt) = (read, begun);
                given.Clear();
                places = read.Select((worker, place) => (worker.Worker, place)).ToDictionary(pair => pair.Worker, pair => pair.place);
            }

            return begun;
        }
        finally
        {
            lock (gate)
            {
                reading = null;
            }
        }
    }
}
