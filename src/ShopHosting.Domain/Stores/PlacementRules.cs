using System.Collections.Immutable;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Domain.Stores;

/// <summary>
/// Chooses the worker for a store: filters say who is left out and why, scores who of the others it is. Pure: the same input has the same answer, in whatever
/// order the workers come. The weights are explained in ops/decisions/0017.
/// </summary>
public static class PlacementRules
{
    /// <summary>Each of the two scores goes from 0 to this, and they weigh the same.</summary>
    public const int BestScore = 1000;

    /// <param name="demand">What the store needs.</param>
    /// <param name="workers">What is known of each, each once.</param>
    /// <param name="headroomPercent">Of every resource so much stays free.</param>
    /// <param name="drawn">A number drawn by lot: it decides between workers with the same scores.</param>
    /// <param name="now">Written into the answer.</param>
    public static Result<PlacementReason> Choose(PlacementDemand demand, IEnumerable<PlacementCandidate> workers, int headroomPercent, uint drawn, DateTimeOffset now)
    {
        PlacementScore? best = null, next = null;
        var leftOut = new int[Enum.GetValues<PlacementFilter>().Length];
        var known = 0;
        foreach (var worker in workers)
        {
            known++;
            if (Filter(demand, worker, headroomPercent) is { } filter)
            {
                leftOut[(int)filter]++;
            }
            else if (Score(demand, worker, headroomPercent) is var score && IsBetter(score, best, drawn))
            {
                (best, next) = (score, best);
            }
            else if (IsBetter(score, next, drawn))
            {
                next = score;
            }
        }

        ImmutableArray<LeftOut> all = [.. Enum.GetValues<PlacementFilter>().Where(filter => leftOut[(int)filter] > 0).Select(filter => new LeftOut(filter, leftOut[(int)filter]))];
        return best is null
            ? StoreErrors.NoRoom(known == 0 ? "no server has joined yet" : string.Join(", ", all.Select(part => part.Words(demand.Limits, demand.Platform))))
            : new PlacementReason(now, known, all, best, next);
    }

    /// <summary>The first filter that leaves the worker out; null when it may have the store.</summary>
    public static PlacementFilter? Filter(PlacementDemand demand, PlacementCandidate worker, int headroomPercent) => worker.Status switch
    {
        WorkerStatus.Joining or WorkerStatus.Failed => PlacementFilter.NotReady,
        WorkerStatus.Unreachable => PlacementFilter.Unreachable,
        WorkerStatus.Retired => PlacementFilter.Retired,
        WorkerStatus.Active or WorkerStatus.Repairing when demand.Silent.Contains(worker.Worker) => PlacementFilter.Unreachable,
        WorkerStatus.Active or WorkerStatus.Repairing when worker.IsCordoned => PlacementFilter.Cordoned,
        WorkerStatus.Active or WorkerStatus.Repairing when !Fits(worker.Memory, demand.Limits.MemoryMb, headroomPercent) => PlacementFilter.Memory,
        WorkerStatus.Active or WorkerStatus.Repairing when !Fits(worker.Cpu, demand.Limits.CpuMillis, headroomPercent) => PlacementFilter.Cpu,
        WorkerStatus.Active or WorkerStatus.Repairing when !Fits(worker.Disk, demand.Limits.DiskMb, headroomPercent) => PlacementFilter.Disk,
        WorkerStatus.Active or WorkerStatus.Repairing when worker.IsOutOfSlots => PlacementFilter.Slots,
        WorkerStatus.Active or WorkerStatus.Repairing when demand.WithoutImages.Contains(worker.Worker) => PlacementFilter.Images,
        WorkerStatus.Active or WorkerStatus.Repairing => null,
    };

    /// <summary>Of a worker that no filter leaves out.</summary>
    public static PlacementScore Score(PlacementDemand demand, PlacementCandidate worker, int headroomPercent)
    {
        var memory = (Left: Left(worker.Memory, demand.Limits.MemoryMb, headroomPercent), Of: CapacityResources.MemoryMb);
        var cpu = (Left: Left(worker.Cpu, demand.Limits.CpuMillis, headroomPercent), Of: CapacityResources.CpuMillis);
        var disk = (Left: Left(worker.Disk, demand.Limits.DiskMb, headroomPercent), Of: CapacityResources.DiskMb);
        var scarcer = cpu.Left < memory.Left ? cpu : memory;
        var scarcest = disk.Left < scarcer.Left ? disk : scarcer;
        return new PlacementScore(worker.Worker, scarcest.Left, scarcest.Of, demand.Neighbours.GetValueOrDefault(worker.Worker));
    }

    private static bool Fits(ResourceUse resource, long amount, int headroomPercent) => resource.Used + amount <= Offered(resource, headroomPercent);

    /// <summary>Thousandths of what is offered that stay free with the store there.</summary>
    private static int Left(ResourceUse resource, long amount, int headroomPercent)
        => Offered(resource, headroomPercent) is > 0 and var offered ? (int)((offered - resource.Used - amount) * BestScore / offered) : BestScore;

    private static long Offered(ResourceUse resource, int headroomPercent) => resource.Usable * (100 - headroomPercent) / 100;

    private static bool IsBetter(PlacementScore score, PlacementScore? than, uint drawn)
    {
        if (than is null || score.Total != than.Total)
        {
            return than is null || score.Total > than.Total;
        }

        var (lot, other) = (Lot(score.Worker, drawn), Lot(than.Worker, drawn));
        return lot != other ? lot > other : string.CompareOrdinal(score.Worker.Value, than.Worker.Value) < 0;
    }

    /// <summary>FNV-1a of the drawn number and the worker's name, with its last bits mixed (as MurmurHash ends): for names that differ in one character only.</summary>
    private static uint Lot(WorkerId worker, uint drawn)
    {
        var lot = drawn ^ 2166136261;
        foreach (var character in worker.Value)
        {
            lot = (lot ^ character) * 16777619;
        }

        lot = (lot ^ (lot >> 16)) * 0x85ebca6b;
        lot = (lot ^ (lot >> 13)) * 0xc2b2ae35;
        return lot ^ (lot >> 16);
    }
}
