using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using Kind = ShopHosting.Domain.Workers.WorkerCommandKind;

namespace ShopHosting.Domain.Workers;

public enum WorkerCommandKind
{
    /// <summary>Take it in, or look at all of it anew.</summary>
    Join,

    /// <summary>Its edge, guard or mail relay is not as it should be.</summary>
    Repair,
    WorkFinished,
    WorkFailed,
}

public abstract record WorkerCommand(WorkerCommandKind Kind);

public sealed record JoinWorker(OperationId Operation) : WorkerCommand(WorkerCommandKind.Join);

public sealed record RepairWorker(OperationId Operation) : WorkerCommand(WorkerCommandKind.Repair);

public sealed record WorkerWorkFinished() : WorkerCommand(WorkerCommandKind.WorkFinished);

public sealed record WorkerWorkFailed(Error Reason) : WorkerCommand(WorkerCommandKind.WorkFailed);

/// <summary>The life of a worker. WorkerMachine.table.md beside its test shows it whole.</summary>
public static class WorkerMachine
{
    /// <summary>A worker that could not be set up is tried again after this time.</summary>
    public static readonly TimeSpan FailedPause = TimeSpan.FromSeconds(30);

    public static Result<WorkerState> Decide(WorkerState worker, WorkerCommand command, DateTimeOffset now) => worker.Status switch
    {
        WorkerStatus.Joining => command.Kind switch
        {
            Kind.Join or Kind.Repair => worker,
            Kind.WorkFinished => worker.Rest(WorkerStatus.Active, OperationOutcome.Succeeded, null, now),
            Kind.WorkFailed => worker.Rest(WorkerStatus.Failed, OperationOutcome.Failed, ((WorkerWorkFailed)command).Reason, now),
        },
        WorkerStatus.Active or WorkerStatus.Failed => command.Kind switch
        {
            Kind.Join => worker.Begin(((JoinWorker)command).Operation, now),
            Kind.Repair => worker.Begin(((RepairWorker)command).Operation, now),
            Kind.WorkFinished or Kind.WorkFailed => new Error(ErrorKind.NotPossible, "worker.not-possible", $"Worker {worker.Id} is not being set up."),
        },
    };

    public static bool Owed(WorkerStatus status) => status switch { WorkerStatus.Joining => true, WorkerStatus.Active or WorkerStatus.Failed => false };

    public static DateTimeOffset? DueAt(WorkerState worker) => worker.Status switch
    {
        WorkerStatus.Joining => worker.ChangedAt,
        WorkerStatus.Failed => worker.ChangedAt + FailedPause,
        WorkerStatus.Active => null,
    };

    private static WorkerState Begin(this WorkerState worker, OperationId operation, DateTimeOffset now) => worker with
    {
        Status = WorkerStatus.Joining,
        ChangedAt = now,
        Operation = new Operation { Id = operation, Kind = OperationKind.JoinWorker, AskedBy = Stores.SystemActor.Name, StartedAt = now, Deadline = now + OperationLimits.Of(OperationKind.JoinWorker) },
    };

    private static WorkerState Rest(this WorkerState worker, WorkerStatus status, OperationOutcome outcome, Error? problem, DateTimeOffset now) => worker with
    {
        Status = status,
        ChangedAt = now,
        Problem = problem,
        Operation = worker.Operation is { } operation ? operation with { Outcome = outcome, FinishedAt = now, Error = problem } : null,
    };
}
