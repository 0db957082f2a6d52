using System.Collections.Immutable;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Domain.Control;

/// <summary>A worker as the panel tells it by its control socket, and as <c>shopctl worker list --json</c> prints it.</summary>
public sealed record ControlWorker
{
    public required WorkerId Name { get; init; }

    public required WorkerStatus Status { get; init; }

    /// <summary>Since when it has this status; of an unreachable one, when it was heard last.</summary>
    public required DateTimeOffset Since { get; init; }

    public Cordon? Cordon { get; init; }

    public bool IsIngress { get; init; }

    /// <inheritdoc cref="WorkerReach"/>
    public required string Endpoint { get; init; }

    /// <inheritdoc cref="WorkerReach"/>
    public string? Address { get; init; }

    /// <summary>When its engine answered last; null when it has not since the panel started.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>What is wrong with it, in whole sentences; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>What somebody should know of it though it will do, each with what mends it.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What is counted of it.</summary>
    public ImmutableArray<ControlUse> Capacity { get; init; } = [];

    /// <summary>What is being done with it, or was done last.</summary>
    public Operation? Operation { get; init; }
}

/// <param name="Resource">One of <see cref="Stores.CapacityResources"/>, or <see cref="Stores.StoreMachine.SlotClaim"/> for its stores.</param>
public sealed record ControlUse(string Resource, long Used, long Usable);

/// <param name="Next">What to ask the next page with; null on the last.</param>
public sealed record ControlWorkers(ImmutableArray<ControlWorker> Rows, string? Next = null);
