using ShopHosting.Domain.Storage;

namespace ShopHosting.Provisioning.Storage;

/// <summary>The rows of one kind of entity. One transaction is the truth: row, claims and journal change together or not at all.</summary>
public interface IEntityStore<TState> where TState : class, IEntityState<TState>
{
    /// <summary>The row, or null when there is none. A row that newer code wrote with an unknown status throws <see cref="NewerRowException"/>.</summary>
    Task<Stored<TState>?> LoadAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the state where the row still has the expected version (0: where there is none yet), the difference of its claims in sorted
    /// order, and the journal, in one transaction. Any exception means that the outcome is unknown: let the activation go and read again.
    /// </summary>
    Task<SaveOutcome> SaveAsync(string key, long expectedVersion, TState state, Journal journal, CancellationToken cancellationToken);
}

/// <summary>A state and the version of its row; versions count from 1.</summary>
public sealed record Stored<TState>(long Version, TState State);

/// <summary>How a save ended when the database did answer.</summary>
public abstract record SaveOutcome
{
    private SaveOutcome()
    {
    }

    public sealed record Saved(long Version) : SaveOutcome;

    /// <summary>Somebody else wrote the row first. Nothing was changed.</summary>
    public sealed record Conflict : SaveOutcome;

    /// <summary>Somebody else has what the state claims, or its capacity is used up. Nothing was changed.</summary>
    public sealed record ClaimTaken(Claim Claim) : SaveOutcome;
}

/// <summary>A row was written by newer code in a way that this code can't keep whole; it is left alone.</summary>
public sealed class NewerRowException(string message, Exception? inner = null) : Exception(message, inner);
