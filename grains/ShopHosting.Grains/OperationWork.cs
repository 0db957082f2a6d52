using System.Collections.Immutable;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Grains;

/// <summary>One go at an operation: which steps are ready, running them, and where it stands afterwards. The grain saves before and after.</summary>
internal static class OperationWork
{
    /// <summary>The activation takes the operation up, once. By the number of the attempt, what an older activation still brings about is known.</summary>
    public static Operation TakeUp(Operation operation, ref OperationId? takenUp, DateTimeOffset now)
    {
        if (takenUp == operation.Id)
        {
            return operation;
        }

        takenUp = operation.Id;
        return StepCursor.TakeUp(operation, now);
    }

    /// <summary>The operation with its ready steps marked as begun; unchanged when they already are.</summary>
    public static Operation Begin(Operation operation, DateTimeOffset now)
    {
        var begun = operation.IsBackward ? StepStatus.Undoing : StepStatus.Running;
        var ready = StepCursor.Ready(operation, now);
        return ready.All(step => step.Status == begun) ? operation : StepCursor.Begin(operation, ready, now);
    }

    /// <summary>Runs what is ready and enters how it ended.</summary>
    public static async Task<Operation> GoAsync<TContext>(
        StepRunner runner, StepList<TContext> list, TContext context, Operation operation, string entity, TimeProvider clock, CancellationToken cancellationToken)
    {
        ImmutableArray<StepProgress> ready = StepCursor.Ready(operation, clock.GetUtcNow());
        var outcomes = await runner.RunAsync(list, context, operation, ready, entity, cancellationToken);
        var now = clock.GetUtcNow();
        return outcomes.Aggregate(operation, (current, go) => StepCursor.Advance(current, go.Step, go.Outcome, now));
    }
}
