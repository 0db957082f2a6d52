using System.Collections.Immutable;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Domain.Stores;

/// <summary>What a store needs of a worker.</summary>
/// <param name="Platform">The title of its kind, for people.</param>
/// <param name="Neighbours">How many other stores of its account each worker has; one that is missing has none.</param>
public sealed record PlacementDemand(PlanLimits Limits, string Platform, IReadOnlyDictionary<WorkerId, int> Neighbours)
{
    /// <summary>Workers that turned out to be silent at this moment, whatever their rows say.</summary>
    public ImmutableHashSet<WorkerId> Silent { get; init; } = [];

    /// <summary>Workers that turned out to lack an image of its kind.</summary>
    public ImmutableHashSet<WorkerId> WithoutImages { get; init; } = [];
}

/// <summary>What is known of a worker that may be chosen.</summary>
/// <param name="IsCordoned">Whether it takes no stores although its status would let it.</param>
/// <param name="IsOutOfSlots">All slots (ports and subnets) turned out to be taken.</param>
public sealed record PlacementCandidate(WorkerId Worker, WorkerStatus Status, bool IsCordoned, ResourceUse Memory, ResourceUse Cpu, ResourceUse Disk, bool IsOutOfSlots = false);

/// <summary>How much of a counted resource a worker offers to stores, and how much of it they have.</summary>
public readonly record struct ResourceUse(long Usable, long Used);
