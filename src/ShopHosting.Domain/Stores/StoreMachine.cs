using System.Collections.Immutable;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Storage;
using Kind = ShopHosting.Domain.Stores.StoreCommandKind;

namespace ShopHosting.Domain.Stores;

/// <summary>The life of a store: which command leads from which status to which. StoreMachine.table.md beside its test shows it whole.</summary>
public static class StoreMachine
{
    /// <summary>A broken store is repaired again by itself after this time, each time after twice as long; one that needs a person is looked at so often.</summary>
    public static readonly TimeSpan BrokenPause = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan LongestBrokenPause = TimeSpan.FromHours(4);

    /// <summary>After a failed attempt to take things away, the next one waits this long.</summary>
    public static readonly TimeSpan DeletePause = TimeSpan.FromSeconds(30);

    /// <summary>A store as ordered: it owes finding its place.</summary>
    public static StoreState New(
        AccountId account, StoreId id, StoreOrder order, Plan plan, ProvisionStore command,
        ImmutableSortedDictionary<string, Secret> secrets, ImmutableSortedDictionary<string, string> images, DateTimeOffset now) => new StoreState
        {
            Id = id,
            Account = account,
            Order = order,
            Plan = plan.Id,
            Limits = plan.Limits,
            Status = StoreStatus.Waiting,
            CreatedAt = now,
            ChangedAt = now,
            Secrets = secrets,
            Images = images,
        }.Begin(StoreStatus.Waiting, OperationKind.Provision, command, now);

    public static Result<StoreState> Decide(StoreState store, StoreCommand command, DateTimeOffset now)
    {
        if (store.Asked.Contains(command.Operation) && store.Status != StoreStatus.Purged && command.Kind is not (Kind.WorkFinished or Kind.WorkFailed))
        {
            return store;                                                        // asked twice, done once
        }

        return store.Status switch
        {
            StoreStatus.Waiting => command.Kind switch
            {
                Kind.Provision or Kind.Retry => store,
                Kind.WorkFinished => command is StorePlaced placed ? store.GoTo(placed, now) : StoreErrors.NotPossible(store, command),
                Kind.WorkFailed => store with { Problem = ((StoreWorkFailed)command).Reason },
                Kind.Cancel => store.CallOff(now).Remember(command),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Restart or Kind.Repair or Kind.Rotate or Kind.Purge or Kind.Suspend or Kind.Resume or Kind.Forget => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Provisioning => command.Kind switch
            {
                Kind.Provision or Kind.Retry => store,
                Kind.WorkFinished => store.Rest(StoreStatus.Live, now) with { LiveSince = store.LiveSince ?? now },
                Kind.WorkFailed => ((StoreWorkFailed)command).Retry == RetryClass.Unreachable && !HasMade(store) ? store.GoBack(now) : store.TurnBack(((StoreWorkFailed)command).Reason, now),
                Kind.Cancel => (HasBegun(store) ? store.TurnBack(StoreErrors.Cancelled, now) : store.CallOff(now)).Remember(command),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Restart or Kind.Repair or Kind.Rotate or Kind.Purge or Kind.Suspend or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Live => command.Kind switch
            {
                Kind.Provision => store,
                Kind.Restart => store.Begin(StoreStatus.Restarting, OperationKind.Restart, command, now) with { RestartOf = ((RestartStore)command).Part },
                Kind.Repair => store.BeginRepair(StoreStatus.Repairing, (RepairStore)command, now),
                Kind.Rotate => store.Begin(StoreStatus.Rotating, OperationKind.RotatePassword, command, now) with { Pending = store.Pending ?? ((RotatePassword)command).Next },
                Kind.Suspend => store.BeginSuspension((SuspendStore)command, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Purge or Kind.WorkFinished or Kind.WorkFailed or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Reverting => command.Kind switch
            {
                Kind.Provision or Kind.Cancel => store,
                Kind.WorkFinished => store.Reverted(null, now),
                Kind.WorkFailed => store.Reverted(((StoreWorkFailed)command).Reason, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Restart or Kind.Repair or Kind.Rotate or Kind.Purge or Kind.Suspend or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Failed => command.Kind switch
            {
                Kind.Provision => store,
                Kind.Retry => store.Begin(StoreStatus.Waiting, OperationKind.Provision, command, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Cancel or Kind.Restart or Kind.Repair or Kind.Rotate or Kind.Purge or Kind.WorkFinished or Kind.WorkFailed or Kind.Suspend or Kind.Resume or Kind.Forget => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Restarting => command.Kind switch
            {
                Kind.Provision or Kind.Restart => store,
                Kind.WorkFinished => store.Rest(StoreStatus.Live, now),
                Kind.WorkFailed => store.Break(((StoreWorkFailed)command).Reason, now),
                Kind.Suspend => store.BeginSuspension((SuspendStore)command, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Repair or Kind.Rotate or Kind.Purge or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Repairing => command.Kind switch
            {
                Kind.Provision or Kind.Repair => store,
                Kind.WorkFinished => store.Rest(StoreStatus.Live, now),
                Kind.WorkFailed => store.Break(((StoreWorkFailed)command).Reason, now),
                Kind.Suspend => store.BeginSuspension((SuspendStore)command, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Rotate or Kind.Purge or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Rotating => command.Kind switch
            {
                Kind.Provision or Kind.Rotate => store,
                Kind.WorkFinished => store.WithPending().Rest(StoreStatus.Live, now),
                Kind.WorkFailed => store.GoOn(((StoreWorkFailed)command).Reason, now),
                Kind.Suspend => store.BeginSuspension((SuspendStore)command, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Repair or Kind.Purge or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Broken => command.Kind switch
            {
                Kind.Provision => store,
                Kind.Restart => store.Begin(StoreStatus.Restarting, OperationKind.Restart, command, now) with { RestartOf = ((RestartStore)command).Part },
                Kind.Repair or Kind.Retry => store.Begin(StoreStatus.Repairing, OperationKind.Repair, command, now),
                Kind.Suspend => store.BeginSuspension((SuspendStore)command, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Cancel or Kind.Rotate or Kind.Purge or Kind.WorkFinished or Kind.WorkFailed or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Suspending => command.Kind switch
            {
                Kind.Provision or Kind.Repair => store,
                Kind.Suspend => store.SuspendOtherwise((SuspendStore)command, now),
                Kind.Resume => store.BeginResumption((ResumeStore)command, now),
                Kind.WorkFinished => store.Rest(StoreStatus.Suspended, now),
                Kind.WorkFailed => store.TryAgainLater(((StoreWorkFailed)command).Reason, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Rotate or Kind.Purge => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Suspended => command.Kind switch
            {
                Kind.Provision => store,
                Kind.Suspend => store.SuspendOtherwise((SuspendStore)command, now),
                Kind.Resume => store.BeginResumption((ResumeStore)command, now),
                Kind.Repair => store.BeginRepair(StoreStatus.Suspending, (RepairStore)command, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Rotate or Kind.Purge or Kind.WorkFinished or Kind.WorkFailed => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Resuming => command.Kind switch
            {
                Kind.Provision or Kind.Resume => store,
                Kind.Suspend => store.BeginSuspension((SuspendStore)command, now),
                Kind.WorkFinished => store.Rest(StoreStatus.Live, now),
                Kind.WorkFailed => store.Break(((StoreWorkFailed)command).Reason, now),
                Kind.Delete => store.BeginDeletion((DeleteStore)command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Repair or Kind.Rotate or Kind.Purge => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Deleting => command.Kind switch
            {
                Kind.Provision or Kind.Delete => store,
                Kind.WorkFinished => store.Rest(StoreStatus.Deleted, now),
                Kind.WorkFailed => store.TryAgainLater(((StoreWorkFailed)command).Reason, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Repair or Kind.Rotate or Kind.Purge or Kind.Suspend or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Deleted => command.Kind switch
            {
                Kind.Provision or Kind.Delete => store,
                Kind.Purge => store.Begin(StoreStatus.Purging, OperationKind.Purge, command, now),
                Kind.Forget => store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Repair or Kind.Rotate or Kind.WorkFinished or Kind.WorkFailed or Kind.Suspend or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Purging => command.Kind switch
            {
                Kind.Provision or Kind.Delete or Kind.Purge => store,
                Kind.Forget => store.Operation?.Kind == OperationKind.Forget ? store : store.Begin(StoreStatus.Purging, OperationKind.Forget, command, now),
                Kind.WorkFinished => store.Rest(StoreStatus.Purged, now) with { Placement = null, PlacedFor = null },
                Kind.WorkFailed => store.TryAgainLater(((StoreWorkFailed)command).Reason, now),
                Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Repair or Kind.Rotate or Kind.Suspend or Kind.Resume => StoreErrors.NotPossible(store, command),
            },
            StoreStatus.Purged => command.Kind switch
            {
                Kind.Delete or Kind.Purge => store,
                Kind.Provision or Kind.Retry or Kind.Cancel or Kind.Restart or Kind.Repair or Kind.Rotate or Kind.WorkFinished or Kind.WorkFailed or Kind.Suspend or Kind.Resume or Kind.Forget => StoreErrors.NotPossible(store, command),
            },
        };
    }

    /// <summary>What a store in this status is waiting for; null when it is at rest.</summary>
    public static StoreWork? Owed(StoreStatus status) => status switch
    {
        StoreStatus.Waiting => StoreWork.Place,
        StoreStatus.Provisioning => StoreWork.Provision,
        StoreStatus.Reverting => StoreWork.Revert,
        StoreStatus.Restarting => StoreWork.Restart,
        StoreStatus.Repairing => StoreWork.Repair,
        StoreStatus.Rotating => StoreWork.Rotate,
        StoreStatus.Suspending => StoreWork.Suspend,
        StoreStatus.Resuming => StoreWork.Resume,
        StoreStatus.Deleting => StoreWork.Delete,
        StoreStatus.Purging => StoreWork.Purge,
        StoreStatus.Live or StoreStatus.Failed or StoreStatus.Broken or StoreStatus.Suspended or StoreStatus.Deleted or StoreStatus.Purged => null,
    };

    /// <summary>What this store is waiting for.</summary>
    public static StoreWork? Owed(StoreState store) => store is { Status: StoreStatus.Purging, Operation.Kind: OperationKind.Forget } ? StoreWork.Forget : Owed(store.Status);

    /// <summary>Whether containers of it belong on its worker while it is like this, running or not.</summary>
    public static bool HasContainers(StoreStatus status) => status switch
    {
        StoreStatus.Provisioning or StoreStatus.Live or StoreStatus.Restarting or StoreStatus.Repairing or StoreStatus.Rotating or StoreStatus.Broken
            or StoreStatus.Suspending or StoreStatus.Suspended or StoreStatus.Resuming => true,
        StoreStatus.Waiting or StoreStatus.Reverting or StoreStatus.Failed or StoreStatus.Deleting or StoreStatus.Deleted or StoreStatus.Purging or StoreStatus.Purged => false,
    };

    /// <summary>Whether its containers shall stand still: nobody starts them, and who finds one running stops it.</summary>
    public static bool StandsStill(StoreStatus status) => status switch
    {
        StoreStatus.Suspending or StoreStatus.Suspended => true,
        StoreStatus.Waiting or StoreStatus.Provisioning or StoreStatus.Live or StoreStatus.Reverting or StoreStatus.Failed or StoreStatus.Restarting or StoreStatus.Repairing or StoreStatus.Rotating
            or StoreStatus.Broken or StoreStatus.Resuming or StoreStatus.Deleting or StoreStatus.Deleted or StoreStatus.Purging or StoreStatus.Purged => false,
    };

    /// <summary>Whether a step of it came to its end on its worker. What an earlier attempt made, a later one skips.</summary>
    public static bool HasMade(StoreState store)
        => store.Operation is { } operation && (operation.Attempt > 1 || operation.Steps.Any(step => step.Status is not (StepStatus.Pending or StepStatus.Skipped or StepStatus.Running)));

    /// <summary>Whether anything of it may be on its worker.</summary>
    private static bool HasBegun(StoreState store) => HasMade(store) || store.Operation?.Steps.Any(step => step.Status == StepStatus.Running) == true;

    /// <summary>When the reconciler looks at it. Who waits for room is not due by itself: they are asked in the order in which they came.</summary>
    public static DateTimeOffset? DueAt(StoreState store) => store.Status switch
    {
        StoreStatus.Provisioning or StoreStatus.Reverting or StoreStatus.Restarting or StoreStatus.Repairing or StoreStatus.Rotating or StoreStatus.Suspending
            or StoreStatus.Resuming or StoreStatus.Deleting or StoreStatus.Purging
            => store.WakeAt ?? store.ChangedAt,
        StoreStatus.Broken => store.WakeAt ?? store.ChangedAt + PauseAfter(store.Failures),
        StoreStatus.Deleted => store.PurgeAt,
        StoreStatus.Waiting or StoreStatus.Live or StoreStatus.Failed or StoreStatus.Suspended or StoreStatus.Purged => null,
    };

    private static TimeSpan PauseAfter(int failures)
        => TimeSpan.FromTicks(Math.Min(LongestBrokenPause.Ticks, BrokenPause.Ticks << Math.Clamp(failures - 1, 0, 16)));

    /// <summary>Whether others may have room now that it had none for before.</summary>
    public static bool GivesBack(StoreState? before, StoreState after)
        => before is not null && ClaimsOfCapacity(after) < ClaimsOfCapacity(before);

    /// <summary>What must be nobody else's while the store is like this: its slot (from which port and subnets follow) and its share of the worker. Its name is held by its account.</summary>
    public static IEnumerable<Claim> Claims(StoreState store)
    {
        if (store.Placement is not { } placement || store.Status is StoreStatus.Failed or StoreStatus.Purged)
        {
            yield break;
        }

        var worker = placement.Worker.Value;
        yield return new Claim(SlotClaim, worker, SlotValue(placement.Slot));
        yield return Claim.Capacity(worker, CapacityResources.DiskMb, store.Limits.DiskMb);
        if (store.Status is StoreStatus.Deleted or StoreStatus.Purging)
        {
            yield break;
        }

        yield return Claim.Capacity(worker, CapacityResources.MemoryMb, store.Limits.MemoryMb);
        yield return Claim.Capacity(worker, CapacityResources.CpuMillis, store.Limits.CpuMillis);
    }

    /// <summary>The kind of claim by which a store holds a slot of a worker.</summary>
    public const string SlotClaim = "slot";

    /// <summary>A slot as a claim has it.</summary>
    public static string SlotValue(int slot) => slot.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What a person may ask of it now: the buttons of its page.</summary>
    public static IEnumerable<Kind> Possible(StoreState store, DateTimeOffset now)
        => new[] { Kind.Retry, Kind.Cancel, Kind.Restart, Kind.Rotate, Kind.Suspend, Kind.Resume, Kind.Delete }.Where(kind => Decide(store, Sample(kind), now) is { Ok: true, Value: { } next } && next != store);

    private static int ClaimsOfCapacity(StoreState store) => Claims(store).Count(claim => claim.Kind == Claim.CapacityKind);

    private static StoreCommand Sample(Kind kind) => kind switch
    {
        Kind.Provision => new ProvisionStore(default, SystemActor.Name),
        Kind.Retry => new RetryStore(default, SystemActor.Name),
        Kind.Cancel => new CancelStore(default, SystemActor.Name),
        Kind.Restart => new RestartStore(default, SystemActor.Name),
        Kind.Repair => new RepairStore(default, ""),
        Kind.Rotate => new RotatePassword(default, SystemActor.Name, new PendingSecret("", new Secret(""))),
        Kind.Suspend => new SuspendStore(default, "", SuspensionCause.Maintenance, ""),
        Kind.Resume => new ResumeStore(default, SystemActor.Name),
        Kind.Delete => new DeleteStore(default, SystemActor.Name, TimeSpan.Zero),
        Kind.Purge => new PurgeStore(default),
        Kind.Forget => new GiveUpStore(default, SystemActor.Name),
        Kind.WorkFinished => new StoreWorkFinished(default),
        Kind.WorkFailed => new StoreWorkFailed(default, StoreErrors.Cancelled, RetryClass.Permanent),
    };

    private static StoreState Begin(this StoreState store, StoreStatus status, OperationKind kind, StoreCommand command, DateTimeOffset now) => (store with
    {
        Status = status,
        ChangedAt = now,
        WakeAt = null,
        Problem = null,
        Operation = new Operation { Id = command.Operation, Kind = kind, AskedBy = command.AskedBy, StartedAt = now, Deadline = now + OperationLimits.Of(kind) },
    }).Remember(command);

    /// <summary>What is made of it begins now: that it waited is no part of how long it takes.</summary>
    private static StoreState GoTo(this StoreState store, StorePlaced placed, DateTimeOffset now) => store with
    {
        Status = StoreStatus.Provisioning,
        ChangedAt = now,
        Placement = placed.Placement,
        PlacedFor = placed.Reason,
        Problem = null,
        Operation = store.Operation is { } operation ? operation with { StartedAt = now, Deadline = now + OperationLimits.Of(operation.Kind) } : null,
    };

    /// <summary>It waits for a place again. What a step under way may have left is found on that worker when it is back.</summary>
    private static StoreState GoBack(this StoreState store, DateTimeOffset now) => store with
    {
        Status = StoreStatus.Waiting,
        ChangedAt = now,
        WakeAt = null,
        Placement = null,
        PlacedFor = null,
        Operation = store.Operation is { } operation ? operation with { Steps = [.. operation.Steps.Select(Again)] } : null,
    };

    /// <summary>Nothing of it is anywhere, so nothing is to be taken back.</summary>
    private static StoreState CallOff(this StoreState store, DateTimeOffset now)
        => (store with { Problem = StoreErrors.Cancelled, Operation = store.Operation is { } operation ? operation with { Error = StoreErrors.Cancelled } : null }).Reverted(null, now);

    private static StoreState BeginRepair(this StoreState store, StoreStatus status, RepairStore command, DateTimeOffset now)
        => store.Begin(status, OperationKind.Repair, command, now).Because(command.Drift) with { Problem = new Error(ErrorKind.Unavailable, "store.drift", command.Drift) };

    private static StoreState Because(this StoreState store, string reason) => store with { Operation = store.Operation! with { Reason = reason } };

    private static StoreState BeginDeletion(this StoreState store, DeleteStore command, DateTimeOffset now)
        => store.Begin(StoreStatus.Deleting, OperationKind.Delete, command, now) with
        {
            Placement = store.Status == StoreStatus.Provisioning && !HasBegun(store) ? null : store.Placement,
            PurgeAt = store.LiveSince is null ? now : now + command.Grace,                                                                                                    // without data nothing is kept
            Suspension = null,
        };

    private static StoreState BeginSuspension(this StoreState store, SuspendStore command, DateTimeOffset now)
        => store.Begin(StoreStatus.Suspending, OperationKind.Suspend, command, now).Because($"{command.Cause.Title()}: {command.Words}") with { Suspension = new Suspension(command.Cause, command.Words, command.AskedBy, now) };

    /// <summary>Of two reasons the newer counts. Only the system never puts its own over one that is there: when that is lifted, it may ask again.</summary>
    private static StoreState SuspendOtherwise(this StoreState store, SuspendStore command, DateTimeOffset now)
        => command.AskedBy == SystemActor.Name || store.Suspension is { } known && known.Cause == command.Cause && known.Words == command.Words ? store : store.BeginSuspension(command, now);

    private static Result<StoreState> BeginResumption(this StoreState store, ResumeStore command, DateTimeOffset now)
        => command.Cause is { } gone && gone != store.Suspension?.Cause
            ? StoreErrors.SuspendedOtherwise
            : store.Begin(StoreStatus.Resuming, OperationKind.Resume, command, now) with { Suspension = null };

    private static StoreState Remember(this StoreState store, StoreCommand command)
        => store with { Asked = [.. store.Asked.TakeLast(StoreState.RememberedOperations - 1), command.Operation] };

    private static StoreState TurnBack(this StoreState store, Error reason, DateTimeOffset now) => store with
    {
        Status = StoreStatus.Reverting,
        ChangedAt = now,
        WakeAt = null,
        Problem = reason,
        Avoid = store.Placement is { } placement && reason.Code is "engine.port-taken" or "engine.subnet-taken" or "engine.address-taken" ? [.. store.Avoid.TakeLast(31), store.Placement!] : store.Avoid,
        Operation = store.Operation is { } operation ? operation with { Outcome = OperationOutcome.Reverting, Error = reason, Deadline = now + OperationLimits.Of(operation.Kind) } : null,
    };

    private static StoreState Reverted(this StoreState store, Error? leftBehind, DateTimeOffset now) => store with
    {
        Status = StoreStatus.Failed,
        ChangedAt = now,
        WakeAt = null,
        Placement = null,
        PlacedFor = null,
        Problem = leftBehind is null ? store.Problem : leftBehind with { Message = $"{store.Problem?.Message} {leftBehind.Message}".Trim() },
        Operation = store.Operation is { } operation
            ? operation with { Outcome = store.Problem?.Code == StoreErrors.Cancelled.Code ? OperationOutcome.Cancelled : OperationOutcome.Failed, FinishedAt = now }
            : null,
    };

    private static StoreState Rest(this StoreState store, StoreStatus status, DateTimeOffset now) => store with
    {
        Status = status,
        ChangedAt = now,
        WakeAt = null,
        Problem = null,
        Failures = 0,
        Operation = store.Operation is { } operation ? operation with { Outcome = OperationOutcome.Succeeded, FinishedAt = now } : null,
    };

    /// <summary>What was on its way is in use.</summary>
    private static StoreState WithPending(this StoreState store)
        => store.Pending is { } pending ? store with { Secrets = store.Secrets.SetItem(pending.Purpose, pending.Value), Pending = null } : store;

    /// <summary>The work failed and the shop runs as before; what is pending stays, because nobody knows whether it came to be valid.</summary>
    private static StoreState GoOn(this StoreState store, Error reason, DateTimeOffset now) => store with
    {
        Status = StoreStatus.Live,
        ChangedAt = now,
        WakeAt = null,
        Operation = store.Operation is { } operation ? operation with { Outcome = OperationOutcome.Failed, FinishedAt = now, Error = reason } : null,
    };

    /// <summary>What somebody asked for counts as the first failure: the person may have mended what was wrong.</summary>
    private static StoreState Break(this StoreState store, Error reason, DateTimeOffset now) => store with
    {
        Status = StoreStatus.Broken,
        ChangedAt = now,
        WakeAt = null,
        Problem = reason,
        Failures = store.Operation?.AskedBy == SystemActor.Name ? store.Failures + 1 : 1,
        Operation = store.Operation is { } operation ? operation with { Outcome = OperationOutcome.Failed, FinishedAt = now, Error = reason } : null,
    };

    /// <summary>The purge of a store always has the same operation id, whoever begins it.</summary>
    public static OperationId PurgeOperation(StoreState store) => OperationId.Parse(IdText.Derive("purge", store.Id.Value));

    private static StoreState TryAgainLater(this StoreState store, Error reason, DateTimeOffset now) => store with
    {
        Problem = reason,
        WakeAt = now + DeletePause,
        Operation = store.Operation is { } operation
            ? operation with { Error = reason, Deadline = now + DeletePause + OperationLimits.Of(operation.Kind), Steps = [.. operation.Steps.Select(Again)] }
            : null,
    };

    /// <summary>All of it: what was taken away before may have come back by a late effect, and hold what is left.</summary>
    private static StepProgress Again(StepProgress step) => step with { Status = StepStatus.Pending, StartedAt = null, FinishedAt = null, LookAgainAt = null, Failures = 0 };
}
