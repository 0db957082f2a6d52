using System.Collections.Immutable;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers;

/// <summary>What the steps of a worker work with during one tick.</summary>
public sealed class WorkerContext
{
    public required WorkerState Worker { get; init; }

    public required Operation Operation { get; init; }

    public required IWorkerEngine Engine { get; init; }

    public required PlatformContainers Containers { get; init; }

    /// <summary>The other workers, for what can be brought from them.</summary>
    public Func<CancellationToken, Task<ImmutableArray<WorkerId>>> Others { get; init; } = static _ => Task.FromResult(ImmutableArray<WorkerId>.Empty);

    /// <summary>Somebody wants it to be taken in: what is wrong with it keeps it out.</summary>
    public bool IsNewcomer => Worker is { Status: WorkerStatus.Joining, IsConfigured: false };

    /// <summary>What its engine said, for the record.</summary>
    public WorkerMachineInfo? Machine { get; set; }

    /// <summary>MiB of the disk under Docker's data, as it was seen.</summary>
    public (long Total, long Free)? Disk { get; set; }

    /// <summary>The images that were found or brought there, by name.</summary>
    public ImmutableSortedDictionary<string, string> Images { get; set; } = ImmutableSortedDictionary<string, string>.Empty;
}
