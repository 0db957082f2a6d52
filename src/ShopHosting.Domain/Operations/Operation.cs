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
    Delete,
    Purge,
    JoinWorker,
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

    /// <summary>When it fails, whatever it waits for. Moved when another activation takes it up.</summary>
    public required DateTimeOffset Deadline { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public OperationOutcome Outcome { get; init; }

    /// <summary>Counts the activations that took it up. What an older one still brings about is recognised by this number in the labels.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The first failure: what the person who asked is told.</summary>
    public Error? Error { get; init; }

    public ImmutableArray<StepProgress> Steps { get; init; } = [];

    [JsonIgnore]
    public bool IsFinished => FinishedAt is not null;

    [JsonIgnore]
    public bool IsBackward => Outcome == OperationOutcome.Reverting;
}
