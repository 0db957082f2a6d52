using ShopHosting.Domain.Ids;

namespace ShopHosting.Domain.Workers;

public enum WorkerCommandKind
{
    /// <summary>Take it in where it is reached, or look at all of it anew.</summary>
    Join,

    /// <summary>Something of the platform's own on it is not as it should be.</summary>
    Repair,
    WorkFinished,
    WorkFailed,

    /// <summary>Give it no new stores.</summary>
    Cordon,
    Uncordon,

    /// <summary>Let visitors in through its edge, or no more.</summary>
    Ingress,

    /// <summary>Nobody has heard of it since a while.</summary>
    Lost,

    /// <summary>It is heard of again.</summary>
    Returned,

    /// <summary>Take it out of service.</summary>
    Retire,
}

public abstract record WorkerCommand(WorkerCommandKind Kind);

public sealed record JoinWorker(OperationId Operation, string AskedBy, WorkerReach Reach) : WorkerCommand(WorkerCommandKind.Join);

/// <param name="Drift">What was found; null when it is only tried again.</param>
public sealed record RepairWorker(OperationId Operation, string? Drift = null) : WorkerCommand(WorkerCommandKind.Repair);

public sealed record WorkerWorkFinished() : WorkerCommand(WorkerCommandKind.WorkFinished);

public sealed record WorkerWorkFailed(Error Reason) : WorkerCommand(WorkerCommandKind.WorkFailed);

public sealed record CordonWorker(string Reason, string By) : WorkerCommand(WorkerCommandKind.Cordon);

public sealed record UncordonWorker() : WorkerCommand(WorkerCommandKind.Uncordon);

public sealed record SetIngress(bool IsIngress) : WorkerCommand(WorkerCommandKind.Ingress);

public sealed record WorkerLost(DateTimeOffset Since) : WorkerCommand(WorkerCommandKind.Lost);

public sealed record WorkerReturned(OperationId Operation) : WorkerCommand(WorkerCommandKind.Returned);

/// <param name="Stores">How many stores are placed on it, in whatever status.</param>
public sealed record RetireWorker(long Stores) : WorkerCommand(WorkerCommandKind.Retire);
