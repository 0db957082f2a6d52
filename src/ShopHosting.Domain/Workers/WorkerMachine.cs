using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using Kind = ShopHosting.Domain.Workers.WorkerCommandKind;

namespace ShopHosting.Domain.Workers;

/// <summary>The life of a worker. WorkerMachine.table.md beside its test shows it whole.</summary>
public static class WorkerMachine
{
    /// <summary>A worker that could not be set up is tried again after this time, each time after twice as long.</summary>
    public static readonly TimeSpan FailedPause = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LongestFailedPause = TimeSpan.FromMinutes(8);

    public static Result<WorkerState> Decide(WorkerState worker, WorkerCommand command, DateTimeOffset now) => worker.Status switch
    {
        WorkerStatus.Joining => command.Kind switch
        {
            Kind.Join => worker.Reached((JoinWorker)command),
            Kind.WorkFinished => worker.Accept(now),
            Kind.WorkFailed => worker.Fail(command, now),
            Kind.Cordon => worker.Close(command, now),
            Kind.Uncordon => worker.Open(),
            Kind.Ingress => worker.LetIn(command),
            Kind.Retire => worker.Retire(command, now),
            Kind.Repair or Kind.Lost or Kind.Returned => worker,
        },
        WorkerStatus.Failed => command.Kind switch
        {
            Kind.Join => worker.BeginAnew((JoinWorker)command, now),
            Kind.Repair => worker.Begin(((RepairWorker)command).Operation, SystemActor.Name, now, ((RepairWorker)command).Drift),
            Kind.Cordon => worker.Close(command, now),
            Kind.Uncordon => worker.Open(),
            Kind.Ingress => worker.LetIn(command),
            Kind.Lost => worker.AcceptedAt is null ? worker : worker.Lose(command, now),
            Kind.Retire => worker.Retire(command, now),
            Kind.Returned => worker,
            Kind.WorkFinished or Kind.WorkFailed => WorkerErrors.NotPossible(worker, command.Kind),
        },
        WorkerStatus.Active => command.Kind switch
        {
            Kind.Join => worker.BeginAnew((JoinWorker)command, now),
            Kind.Repair => worker.Begin(((RepairWorker)command).Operation, SystemActor.Name, now, ((RepairWorker)command).Drift),
            Kind.Cordon => worker.Close(command, now),
            Kind.Uncordon => worker.Open(),
            Kind.Ingress => worker.LetIn(command),
            Kind.Lost => worker.Lose(command, now),
            Kind.Retire => worker.Retire(command, now),
            Kind.Returned => worker,
            Kind.WorkFinished or Kind.WorkFailed => WorkerErrors.NotPossible(worker, command.Kind),
        },
        WorkerStatus.Repairing => command.Kind switch
        {
            Kind.Join => worker.Reached((JoinWorker)command),
            Kind.WorkFinished => worker.Accept(now),
            Kind.WorkFailed => worker.Fail(command, now),
            Kind.Cordon => worker.Close(command, now),
            Kind.Uncordon => worker.Open(),
            Kind.Ingress => worker.LetIn(command),
            Kind.Lost => worker.Lose(command, now),
            Kind.Retire => worker.Retire(command, now),
            Kind.Repair or Kind.Returned => worker,
        },
        WorkerStatus.Unreachable => command.Kind switch
        {
            Kind.Join => worker.BeginAnew((JoinWorker)command, now),
            Kind.Cordon => worker.Close(command, now),
            Kind.Uncordon => worker.Open(),
            Kind.Ingress => worker.LetIn(command),
            Kind.Returned => worker.Begin(((WorkerReturned)command).Operation, SystemActor.Name, now),
            Kind.Retire => worker.Retire(command, now),
            Kind.Repair or Kind.Lost => worker,
            Kind.WorkFinished or Kind.WorkFailed => WorkerErrors.NotPossible(worker, command.Kind),
        },
        WorkerStatus.Retired => command.Kind switch
        {
            Kind.Join => worker.BeginAnew((JoinWorker)command, now),
            Kind.Retire or Kind.Lost or Kind.Returned => worker,
            Kind.Repair or Kind.WorkFinished or Kind.WorkFailed or Kind.Cordon or Kind.Uncordon or Kind.Ingress => WorkerErrors.NotPossible(worker, command.Kind),
        },
    };

    public static bool Owed(WorkerStatus status) => status switch
    {
        WorkerStatus.Joining or WorkerStatus.Repairing => true,
        WorkerStatus.Failed or WorkerStatus.Active or WorkerStatus.Unreachable or WorkerStatus.Retired => false,
    };

    /// <summary>Whether somebody looks after it: its engine's events, what runs there, what it lacks.</summary>
    public static bool IsLookedAfter(WorkerStatus status) => status switch
    {
        WorkerStatus.Joining or WorkerStatus.Failed or WorkerStatus.Active or WorkerStatus.Repairing or WorkerStatus.Unreachable => true,
        WorkerStatus.Retired => false,
    };

    public static DateTimeOffset? DueAt(WorkerState worker) => worker.Status switch
    {
        WorkerStatus.Joining or WorkerStatus.Repairing => worker.ChangedAt,
        WorkerStatus.Failed => worker.ChangedAt + PauseAfter(worker.Failures),
        WorkerStatus.Active or WorkerStatus.Unreachable or WorkerStatus.Retired => null,
    };

    private static TimeSpan PauseAfter(int failures)
        => TimeSpan.FromTicks(Math.Min(LongestFailedPause.Ticks, FailedPause.Ticks << Math.Clamp(failures - 1, 0, 16)));

    private static WorkerState Reached(this WorkerState worker, JoinWorker join)
        => worker with { Endpoint = join.Reach.Endpoint, Credentials = join.Reach.Credentials, Address = join.Reach.Address, IsConfigured = join.Reach.IsConfigured };

    /// <summary>Somebody asks: what failed before does not count.</summary>
    private static WorkerState BeginAnew(this WorkerState worker, JoinWorker join, DateTimeOffset now)
        => (worker.Reached(join) with { Failures = 0 }).Begin(join.Operation, join.AskedBy, now);

    private static WorkerState Begin(this WorkerState worker, OperationId operation, string askedBy, DateTimeOffset now, string? reason = null)
    {
        var kind = worker.IsNew() ? OperationKind.JoinWorker : OperationKind.RepairWorker;
        return worker with
        {
            Status = worker.IsNew() ? WorkerStatus.Joining : WorkerStatus.Repairing,
            ChangedAt = now,
            AcceptedAt = worker.IsNew() ? null : worker.AcceptedAt ?? worker.ChangedAt,
            UnreachableSince = null,
            Operation = new Operation { Id = operation, Kind = kind, AskedBy = askedBy, Reason = reason, StartedAt = now, Deadline = now + OperationLimits.Of(kind) },
        };
    }

    /// <summary>Rows of before don't tell when an active worker was taken in.</summary>
    private static bool IsNew(this WorkerState worker)
        => worker.AcceptedAt is null && worker.Status is WorkerStatus.Joining or WorkerStatus.Failed or WorkerStatus.Retired;

    private static WorkerState Accept(this WorkerState worker, DateTimeOffset now)
        => worker.Rest(WorkerStatus.Active, null, now) with { AcceptedAt = worker.AcceptedAt ?? now, Failures = 0 };

    private static WorkerState Fail(this WorkerState worker, WorkerCommand command, DateTimeOffset now)
        => worker.Rest(WorkerStatus.Failed, ((WorkerWorkFailed)command).Reason, now) with { Failures = worker.Failures + 1 };

    private static WorkerState Lose(this WorkerState worker, WorkerCommand command, DateTimeOffset now)
    {
        var since = ((WorkerLost)command).Since;
        return worker.Rest(WorkerStatus.Unreachable, WorkerErrors.Unreachable(worker.Id, since), now) with { UnreachableSince = since };
    }

    private static Result<WorkerState> Retire(this WorkerState worker, WorkerCommand command, DateTimeOffset now)
        => ((RetireWorker)command).Stores is var stores and > 0
            ? WorkerErrors.HasStores(worker.Id, stores)
            : worker.Rest(WorkerStatus.Retired, null, now) with { AcceptedAt = null, Credentials = null, Cordon = null, IsIngress = false, UnreachableSince = null, Failures = 0 };

    private static WorkerState Close(this WorkerState worker, WorkerCommand command, DateTimeOffset now)
        => (CordonWorker)command is var cordon && worker.Cordon?.Reason == cordon.Reason ? worker : worker with { Cordon = new Cordon(cordon.Reason, cordon.By, worker.Cordon?.Since ?? now) };

    private static WorkerState Open(this WorkerState worker) => worker with { Cordon = null };

    private static WorkerState LetIn(this WorkerState worker, WorkerCommand command) => worker with { IsIngress = ((SetIngress)command).IsIngress };

    /// <summary>An operation under way ends with it.</summary>
    private static WorkerState Rest(this WorkerState worker, WorkerStatus status, Error? problem, DateTimeOffset now) => worker with
    {
        Status = status,
        ChangedAt = now,
        Problem = problem,
        Operation = worker.Operation is { IsFinished: false } operation
            ? operation with
            {
                Outcome = problem is not null ? OperationOutcome.Failed : status == WorkerStatus.Active ? OperationOutcome.Succeeded : OperationOutcome.Cancelled,
                FinishedAt = now,
                Error = problem,
            }
            : worker.Operation,
    };
}
