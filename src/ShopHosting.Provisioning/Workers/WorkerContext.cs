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

    /// <summary>What its engine said, for the record.</summary>
    public WorkerMachineInfo? Machine { get; set; }
}
