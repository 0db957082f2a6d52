using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Steps;

/// <summary>One go at the steps that are ready, side by side: check, then do what is needed (or undo). Timing, logging and metrics are here, so that steps contain only their step.</summary>
public sealed partial class StepRunner(TimeProvider clock, StepInstruments instruments, ILogger<StepRunner> logger)
{
    public async Task<ImmutableArray<(string Step, StepOutcome Outcome)>> RunAsync<TContext>(
        StepList<TContext> list, TContext context, Operation operation, ImmutableArray<StepProgress> ready, string entity, CancellationToken cancellationToken)
    {
        var goes = ready.Select(step => GoAsync(list, context, operation, step, entity, cancellationToken)).ToArray();
        return [.. await Task.WhenAll(goes)];
    }

    private async Task<(string, StepOutcome)> GoAsync<TContext>(
        StepList<TContext> list, TContext context, Operation operation, StepProgress progress, string entity, CancellationToken cancellationToken)
    {
        if (list.Find(progress.Name) is not { } step)
        {
            return (progress.Name, UnknownStep(operation, progress));
        }

        using var span = StepInstruments.Source.StartActivity(step.Name);
        span?.SetTag("entity", entity).SetTag("operation", operation.Id.Value).SetTag("attempt", operation.Attempt);
        var started = clock.GetTimestamp();
        var outcome = await TryAsync(step, context, operation, entity, cancellationToken);
        var took = clock.GetElapsedTime(started);
        instruments.Went(step.Name, operation.IsBackward, outcome, took);
        span?.SetStatus(outcome is StepOutcome.Failed ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
        Tell(operation, step.Name, outcome, entity, took);
        return (step.Name, outcome);
    }

    private async Task<StepOutcome> TryAsync<TContext>(IStep<TContext> step, TContext context, Operation operation, string entity, CancellationToken cancellationToken)
    {
        try
        {
            return operation.IsBackward
                ? await step.UndoAsync(context, cancellationToken)
                : await step.CheckAsync(context, cancellationToken) switch
                {
                    Finding.AsDesired fine => new StepOutcome.AlreadyThere(fine.Detail),
                    Finding.Foreign foreign => new StepOutcome.Failed(foreign.Whose, RetryClass.Permanent),
                    Finding.Unknown unknown => new StepOutcome.Failed(unknown.Why, EngineErrors.IsUnreachable(unknown.Why) ? RetryClass.Unreachable : RetryClass.Transient),
                    _ => await step.DoAsync(context, cancellationToken),
                };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // Whatever a step did not foresee is a bug or a broken part: told in full to the operator, in one sentence to the customer, and tried again until the step's limit.
            LogSurprise(exception, step.Name, entity, operation.Id.Value);
            return new StepOutcome.Failed(new Error(ErrorKind.Unavailable, "step.surprise", $"{step.Title} met an unexpected problem; it is recorded for the operator."), RetryClass.Transient);
        }
    }

    /// <summary>Code was replaced while the operation was under way, and the step is gone.</summary>
    private static StepOutcome UnknownStep(Operation operation, StepProgress progress) => operation.IsBackward
        ? StepOutcome.Finished
        : new StepOutcome.Failed(new Error(ErrorKind.NotPossible, "step.unknown", $"This version of the platform has no step {progress.Name}; try again."), RetryClass.Permanent);
}
