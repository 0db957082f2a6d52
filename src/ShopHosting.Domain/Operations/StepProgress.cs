using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Operations;

public enum StepStatus
{
    Pending,
    Running,
    Done,

    /// <summary>The world was already as the step wants it.</summary>
    Skipped,
    Failed,
    Undoing,
    Undone,

    /// <summary>Taking its result away failed for good; the error says what is left behind.</summary>
    UndoFailed,
}

/// <summary>How far one step of an operation is. One row of the journal.</summary>
public sealed record StepProgress
{
    public required string Name { get; init; }

    /// <summary>In plain words, what happens: "Starting the database".</summary>
    public required string Title { get; init; }

    /// <summary>Steps of one stage run side by side.</summary>
    public required int Stage { get; init; }

    /// <summary>How long it may take from its first start, both ways; then it fails.</summary>
    public required TimeSpan Limit { get; init; }

    public StepStatus Status { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How often it failed and was tried again.</summary>
    public int Failures { get; init; }

    /// <summary>Not before this time is it looked at again.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>What it waits for, or what it found, in a few words.</summary>
    public string? Detail { get; init; }

    public Error? Error { get; init; }

    [JsonIgnore]
    public bool IsForwardFinished => Status is StepStatus.Done or StepStatus.Skipped;

    /// <summary>Nothing is left to take away: it never began, is undone, or could not be undone. One that found all as it should be is undone too: an attempt before it may have done it.</summary>
    [JsonIgnore]
    public bool IsBackwardFinished => Status is StepStatus.Pending or StepStatus.Undone or StepStatus.UndoFailed;
}
