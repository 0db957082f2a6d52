using System.Collections.Immutable;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Domain.Storage;

/// <summary>The rows of the operation log that one save adds or renews: progress bar, operator's log and audit trail in one.</summary>
/// <param name="Superseded">An operation that was under way and that a newer one took the place of (delete wins): it has ended.</param>
/// <param name="Note">Something that was done besides, at once and without steps.</param>
public sealed record Journal(Operation? Operation, ImmutableArray<StepProgress> Steps, Operation? Superseded = null, Operation? Note = null)
{
    public static readonly Journal Empty = new(null, []);

    /// <summary>What of <paramref name="after"/> is not already written by <paramref name="before"/>.</summary>
    public static Journal Between(Operation? before, Operation? after)
    {
        if (after is null || after == before)
        {
            return Empty;
        }

        var known = before?.Id == after.Id ? before.Steps.ToDictionary(step => step.Name) : [];
        return new(
            after,
            [.. after.Steps.Where(step => !known.TryGetValue(step.Name, out var old) || old != step)],
            before is { IsFinished: false } && before.Id != after.Id ? before with { Outcome = OperationOutcome.Cancelled, FinishedAt = after.StartedAt } : null);
    }
}
