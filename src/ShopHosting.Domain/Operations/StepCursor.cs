using System.Collections.Immutable;

namespace ShopHosting.Domain.Operations;

/// <summary>Where an operation is in its list, and where it goes from there. Pure; the runner is the loop around it.</summary>
public static class StepCursor
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    /// <summary>How often the undoing of a step is tried before it is reported and left behind.</summary>
    public const int UndoTries = 8;

    /// <summary>Nothing fails because of a worker that does not answer before this: by then it is known to be lost, or answers.</summary>
    private static readonly TimeSpan LossIsKnownAfter = TimeSpan.FromSeconds(45);

    public static ImmutableArray<StepProgress> Plan(IEnumerable<StepPlan> plans)
        => [.. plans.Select(plan => new StepProgress { Name = plan.Name, Title = plan.Title, Stage = plan.Stage, Limit = plan.Limit })];

    /// <summary>The steps to work on at this moment, side by side: those of the first unfinished stage (the last, on the way back) whose time to look again has come.</summary>
    public static ImmutableArray<StepProgress> Ready(Operation operation, DateTimeOffset now)
    {
        var stage = CurrentStage(operation);
        return [.. operation.Steps.Where(step => step.Stage == stage && !IsFinished(operation, step) && (step.LookAgainAt is null || step.LookAgainAt <= now))];
    }

    /// <summary>How long until a step is ready; null when the operation is at its end.</summary>
    public static TimeSpan? Pause(Operation operation, DateTimeOffset now)
    {
        if (HasEnded(operation))
        {
            return null;
        }

        var stage = CurrentStage(operation);
        var next = operation.Steps.Where(step => step.Stage == stage && !IsFinished(operation, step)).Min(step => step.LookAgainAt ?? now);
        return next <= now ? TimeSpan.Zero : next - now;
    }

    /// <summary>Nothing of the list is left to do in the direction it goes, or a step failed on the way forward.</summary>
    public static bool HasEnded(Operation operation)
        => FirstFailure(operation) is not null && !operation.IsBackward || operation.Steps.All(step => IsFinished(operation, step));

    /// <summary>The step that stopped the way forward.</summary>
    public static StepProgress? FirstFailure(Operation operation) => operation.Steps.FirstOrDefault(step => step.Status == StepStatus.Failed);

    /// <summary>Marks steps as begun, so that a crash in the middle of them is known afterwards.</summary>
    public static Operation Begin(Operation operation, IEnumerable<StepProgress> ready, DateTimeOffset now)
    {
        var names = ready.Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        var begun = operation.IsBackward ? StepStatus.Undoing : StepStatus.Running;
        return operation with
        {
            Steps = [.. operation.Steps.Select(step => !names.Contains(step.Name) || step.Status == begun ? step : step with
            {
                Status = begun,
                StartedAt = now,
                FinishedAt = null,
                Failures = 0,
                LookAgainAt = null,
                Detail = null,
                Error = operation.IsBackward ? step.Error : null,
            })],
        };
    }

    /// <summary>An activation takes the operation up. When another had begun it, this is a new attempt; its time-outs begin now: that nobody was there to work fails nothing.</summary>
    public static Operation TakeUp(Operation operation, DateTimeOffset now) => operation with
    {
        Attempt = operation.Steps.All(step => step.Status == StepStatus.Pending) ? operation.Attempt : operation.Attempt + 1,
        Deadline = now + OperationLimits.Of(operation.Kind),
        Steps = [.. operation.Steps.Select(step => IsUnderWay(step) ? step with { StartedAt = now, Failures = 0 } : step)],
    };

    /// <summary>Nothing is tried for now; the steps whose turn it is say what for.</summary>
    public static Operation Wait(Operation operation, string waitingFor)
    {
        var stage = CurrentStage(operation);
        return operation with { Steps = [.. operation.Steps.Select(step => step.Stage == stage && !IsFinished(operation, step) ? step with { Detail = waitingFor } : step)] };
    }

    /// <summary>Enters how a go at one step ended.</summary>
    public static Operation Advance(Operation operation, string name, StepOutcome outcome, DateTimeOffset now)
        => operation with { Steps = [.. operation.Steps.Select(step => step.Name == name ? After(operation, step, outcome, now) : step)] };

    private static StepProgress After(Operation operation, StepProgress step, StepOutcome outcome, DateTimeOffset now) => outcome switch
    {
        StepOutcome.Done done => Finish(step, operation.IsBackward ? StepStatus.Undone : StepStatus.Done, done.Detail, now),
        StepOutcome.AlreadyThere there => Finish(step, operation.IsBackward ? StepStatus.Undone : StepStatus.Skipped, there.Detail, now),
        StepOutcome.NotYet notYet when IsOverdue(step, now) => Fail(operation, step, OperationErrors.TookTooLong(step, notYet.WaitingFor), now),
        StepOutcome.NotYet notYet => step with { LookAgainAt = now + notYet.LookAgainIn, Detail = notYet.WaitingFor },
        StepOutcome.Failed failed when MayRetry(operation, step, failed.Retry, now) => step with
        {
            Failures = step.Failures + 1,
            LookAgainAt = now + PauseAfter(step.Failures),
            Detail = failed.Error.Message,
        },
        StepOutcome.Failed failed => Fail(operation, step, failed.Error, now),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "A new kind of outcome is decided here first."),
    };

    private static bool MayRetry(Operation operation, StepProgress step, RetryClass retry, DateTimeOffset now) => retry switch
    {
        RetryClass.Unreachable when step.StartedAt is { } started && now < started + LossIsKnownAfter => true,
        _ when operation.IsBackward => step.Failures + 1 < UndoTries && !IsOverdue(step, now),
        _ => retry is RetryClass.Transient or RetryClass.Unreachable && !IsOverdue(step, now),
    };

    private static StepProgress Finish(StepProgress step, StepStatus status, string? detail, DateTimeOffset now)
        => step with { Status = status, FinishedAt = now, LookAgainAt = null, Detail = detail };

    private static StepProgress Fail(Operation operation, StepProgress step, Error error, DateTimeOffset now)
        => Finish(step, operation.IsBackward ? StepStatus.UndoFailed : StepStatus.Failed, step.Detail, now) with { Failures = step.Failures + 1, Error = error };

    private static bool IsUnderWay(StepProgress step) => step.Status is StepStatus.Running or StepStatus.Undoing;

    private static bool IsOverdue(StepProgress step, DateTimeOffset now) => step.StartedAt is { } started && now >= started + step.Limit;

    private static TimeSpan PauseAfter(int failures)
        => TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(failures, 16)));

    private static bool IsFinished(Operation operation, StepProgress step) => operation.IsBackward ? step.IsBackwardFinished : step.IsForwardFinished;

    private static int CurrentStage(Operation operation)
    {
        var open = operation.Steps.Where(step => !IsFinished(operation, step)).Select(step => step.Stage);
        return operation.IsBackward ? open.DefaultIfEmpty(-1).Max() : open.DefaultIfEmpty(-1).Min();
    }
}
