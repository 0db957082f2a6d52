using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Domain.Stores;

public enum StoreCommandKind
{
    /// <summary>The first order of it; asked again it changes nothing.</summary>
    Provision,

    /// <summary>Try again what failed.</summary>
    Retry,
    Cancel,
    Restart,

    /// <summary>Something on its worker is not as it should be.</summary>
    Repair,

    /// <summary>A new password for the shop's administrator.</summary>
    Rotate,

    /// <summary>It shall stand still, for a reason.</summary>
    Suspend,

    /// <summary>The reason is gone.</summary>
    Resume,
    Delete,

    /// <summary>The grace period is over.</summary>
    Purge,

    /// <summary>Its worker never comes back: nothing is taken away there, and nobody waits for it any more.</summary>
    Forget,

    /// <summary>All steps of what it owed are done.</summary>
    WorkFinished,

    /// <summary>A step failed for good.</summary>
    WorkFailed,
}

/// <summary>What is asked of a store.</summary>
/// <param name="Kind">Which arm of the machine decides it.</param>
/// <param name="Operation">The id of the asking.</param>
/// <param name="AskedBy">A user's id, or <c>system</c>.</param>
public abstract record StoreCommand(StoreCommandKind Kind, OperationId Operation, string AskedBy);

public sealed record ProvisionStore(OperationId Operation, string AskedBy) : StoreCommand(StoreCommandKind.Provision, Operation, AskedBy);

public sealed record RetryStore(OperationId Operation, string AskedBy) : StoreCommand(StoreCommandKind.Retry, Operation, AskedBy);

public sealed record CancelStore(OperationId Operation, string AskedBy) : StoreCommand(StoreCommandKind.Cancel, Operation, AskedBy);

/// <param name="Part">The component that is meant; null for all.</param>
public sealed record RestartStore(OperationId Operation, string AskedBy, string? Part = null) : StoreCommand(StoreCommandKind.Restart, Operation, AskedBy);

public sealed record RepairStore(OperationId Operation, string Drift) : StoreCommand(StoreCommandKind.Repair, Operation, SystemActor.Name);

/// <param name="Next">The secret that shall take the place of the one in use. One that an earlier try left is taken instead.</param>
public sealed record RotatePassword(OperationId Operation, string AskedBy, PendingSecret Next) : StoreCommand(StoreCommandKind.Rotate, Operation, AskedBy);

/// <param name="Words">What its customer is told; <see cref="Suspension"/> says what they may be.</param>
public sealed record SuspendStore(OperationId Operation, string AskedBy, SuspensionCause Cause, string Words) : StoreCommand(StoreCommandKind.Suspend, Operation, AskedBy);

/// <param name="Cause">Lifts only a suspension for this cause, because that is what has gone; null lifts any.</param>
public sealed record ResumeStore(OperationId Operation, string AskedBy, SuspensionCause? Cause = null) : StoreCommand(StoreCommandKind.Resume, Operation, AskedBy);

/// <param name="Grace">How long data and name are kept; zero purges at once.</param>
public sealed record DeleteStore(OperationId Operation, string AskedBy, TimeSpan Grace) : StoreCommand(StoreCommandKind.Delete, Operation, AskedBy);

public sealed record PurgeStore(OperationId Operation) : StoreCommand(StoreCommandKind.Purge, Operation, SystemActor.Name);

public sealed record GiveUpStore(OperationId Operation, string AskedBy) : StoreCommand(StoreCommandKind.Forget, Operation, AskedBy);

public sealed record StoreWorkFinished(OperationId Operation) : StoreCommand(StoreCommandKind.WorkFinished, Operation, SystemActor.Name);

/// <summary>A place was found for a store that waits: its work is done.</summary>
public sealed record StorePlaced(OperationId Operation, Placement Placement, PlacementReason Reason) : StoreCommand(StoreCommandKind.WorkFinished, Operation, SystemActor.Name);

public sealed record StoreWorkFailed(OperationId Operation, Error Reason, RetryClass Retry) : StoreCommand(StoreCommandKind.WorkFailed, Operation, SystemActor.Name);

/// <summary>Who asked, when nobody did.</summary>
public static class SystemActor
{
    public const string Name = "system";
}
