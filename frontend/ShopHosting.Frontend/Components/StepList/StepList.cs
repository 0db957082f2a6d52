using Microsoft.AspNetCore.Mvc;
using ShopHosting.Domain.Operations;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Components;

/// <summary>The steps of an operation with how far each is, how long it took and, while it is under way, how long it usually takes.</summary>
public sealed class StepListViewComponent(TimeProvider clock) : ViewComponent
{
    public IViewComponentResult Invoke(Operation operation, TypicalTimes? typical = null) => View(new StepListView(operation, clock.GetUtcNow(), typical));
}

public sealed record StepListView(Operation Operation, DateTimeOffset At, TypicalTimes? Typical)
{
    public int Finished => Operation.Steps.Count(step => Operation.IsBackward ? step.IsBackwardFinished : step.IsForwardFinished);

    /// <summary>Parts of the picture of a shop being built.</summary>
    public const int Parts = 5;

    public int PartsDone => Finished * Parts / Operation.Steps.Length;

    /// <summary>What is under way; null between two steps.</summary>
    public StepProgress? Now => Operation.Steps.FirstOrDefault(step => RunningSince(step) is not null);

    /// <summary>The icon in a step's circle; null when an empty circle says it.</summary>
    public static string? Mark(Tone tone) => tone switch { Tone.Good => "check", Tone.Bad => "exclamation", Tone.Quiet or Tone.Busy or Tone.Warning => null };

    /// <summary>How long a finished step took; null before.</summary>
    public static string? Took(StepProgress step)
        => step is { StartedAt: { } started, FinishedAt: { } finished, Status: not StepStatus.Skipped } ? Numbers.Took(finished - started) : null;

    /// <summary>The same as a number, for programs; null before.</summary>
    public static long? Milliseconds(StepProgress step) => step is { StartedAt: { } started, FinishedAt: { } finished } ? (long)(finished - started).TotalMilliseconds : null;

    /// <summary>Since when a step is under way; null when it is not.</summary>
    public static DateTimeOffset? RunningSince(StepProgress step) => step.Status is StepStatus.Running or StepStatus.Undoing ? step.StartedAt : null;

    public string Elapsed(DateTimeOffset since) => $"{Math.Max(0, (int)(At - since).TotalSeconds)} s";

    /// <summary>How long a step usually takes that is under way or yet to come; null when nobody knows, and on the way back.</summary>
    public string? Usually(StepProgress step)
        => !Operation.IsFinished && !Operation.IsBackward && !step.IsForwardFinished && Typical?.Of(step) is { } time ? Numbers.About(time) : null;

    public Forecast? Forecast => Typical?.ForecastOf(Operation, At);

    /// <summary>What it waits for matters while it waits; what it found is for the log.</summary>
    public static string? Waiting(StepProgress step) => RunningSince(step) is null ? null : step.Detail;
}
