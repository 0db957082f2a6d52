using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Domain.Operations;

public enum OperationKind
{
    SignUp,
    Provision,
    Restart,
    Repair,

    /// <summary>The shop's administrator gets a new password.</summary>
    RotatePassword,

    /// <summary>Somebody was given a link that signs in to the shop. Has no steps.</summary>
    SignIn,

    /// <summary>Somebody was shown the administrator's password. Has no steps.</summary>
    ShowPassword,
    Suspend,
    Resume,

    /// <summary>What an attempt that was given up brought about late was taken away. Has no steps.</summary>
    RemoveLeftovers,

    /// <summary>An edge that served another configuration was given the newest again. Has no steps: it is the order to do so.</summary>
    RepairEdge,
    Delete,
    Purge,

    /// <summary>A store was given up with its worker.</summary>
    Forget,
    JoinWorker,
    RepairWorker,

    /// <summary>A worker takes no new stores from then on. Has no steps.</summary>
    CordonWorker,

    /// <summary>A worker takes stores again. Has no steps.</summary>
    UncordonWorker,

    /// <summary>A worker's edge was opened for visitors of all stores, or closed to them. Has no steps.</summary>
    SetIngress,

    /// <summary>A worker was taken out of service. Has no steps.</summary>
    RetireWorker,
}

public enum OperationOutcome
{
    Running,
    Succeeded,

    /// <summary>A step failed for good and what had been made is being taken away.</summary>
    Reverting,
    Failed,
    Cancelled,
}

/// <summary>One change of an entity, with its steps: the customer's progress bar, the operator's log and the audit trail.</summary>
public sealed record Operation
{
    public required OperationId Id { get; init; }

    public required OperationKind Kind { get; init; }

    /// <summary>The user's id, or <c>system</c>.</summary>
    public required string AskedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Why, in a sentence, where nobody's wish says it: what was found otherwise than it should be, or the words of who suspended.</summary>
    public string? Reason { get; init; }

    /// <summary>When it fails, whatever it waits for. Moved when another activation takes it up.</summary>
    public required DateTimeOffset Deadline { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public OperationOutcome Outcome { get; init; }

    /// <summary>Counts the activations that took it up. What an older one still brings about is recognised by this number in the labels.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The first failure: what the person who asked is told.</summary>
    public Error? Error { get; init; }

    public ImmutableArray<StepProgress> Steps { get; init; } = [];

    /// <summary>What was done at once, without steps: a line of the activity.</summary>
    public static Operation Note(OperationId id, OperationKind kind, string askedBy, Error? error, DateTimeOffset now, string? reason = null) => new()
    {
        Reason = reason,
        Id = id,
        Kind = kind,
        AskedBy = askedBy,
        StartedAt = now,
        Deadline = now,
        FinishedAt = now,
        Outcome = error is null ? OperationOutcome.Succeeded : OperationOutcome.Failed,
        Error = error,
    };

    [JsonIgnore]
    public bool IsFinished => FinishedAt is not null;

    [JsonIgnore]
    public bool IsBackward => Outcome == OperationOutcome.Reverting;
}
