using ShopHosting.Domain.Operations;

namespace ShopHosting.Provisioning.Storage;

/// <summary>Questions over many entities, answered from promoted columns, claims and the journal. Reads only.</summary>
public interface IEntityIndex
{
    /// <summary>Entities of one table whose time to be looked at has come, the longest due first; the page after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<DueEntity>> DueAsync(string table, DateTimeOffset now, DueEntity? after, int limit, CancellationToken cancellationToken);

    /// <summary>Who has the claim: the kind of entity and its key; null when nobody has.</summary>
    Task<ClaimOwner?> OwnerOfAsync(string kind, string scope, string value, CancellationToken cancellationToken);

    /// <summary>The values of one kind that are taken within a scope, in no order. For choosing a free one; the save decides.</summary>
    Task<IReadOnlyList<string>> TakenAsync(string kind, string scope, CancellationToken cancellationToken);

    /// <summary>Which of these values, of which there is at least one, are taken. Costs as much as there are values, however many are taken besides.</summary>
    Task<IReadOnlySet<string>> TakenAmongAsync(string kind, string scope, IReadOnlyList<string> values, CancellationToken cancellationToken);

    /// <summary>How many claims of each kind are held within a scope, of the kinds of which there is one. Costs as much as they are, however many are held within others.</summary>
    Task<IReadOnlyList<ClaimCount>> CountClaimsAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Rows of a table as promoted columns, ordered by key, the page after <paramref name="afterKey"/>; each column of <paramref name="where"/> must equal its value.</summary>
    Task<IReadOnlyList<EntityRow>> ListAsync(string table, IReadOnlyDictionary<string, object?> where, string? afterKey, int limit, CancellationToken cancellationToken);

    /// <summary>The same, of rows whose column, or key by the name <c>id</c>, begins with a text, as it is written there.</summary>
    Task<IReadOnlyList<EntityRow>> SearchAsync(
        string table, string column, string prefix, IReadOnlyDictionary<string, object?> where, string? afterKey, int limit, CancellationToken cancellationToken);

    /// <summary>Rows of a table that has <c>created_at</c>, the oldest first, the page after <paramref name="after"/>; each column of <paramref name="where"/> must equal its value.</summary>
    Task<IReadOnlyList<EntityRow>> OldestAsync(string table, IReadOnlyDictionary<string, object?> where, EntityRow? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many rows of a table have each value of one promoted column, of those whose columns of <paramref name="where"/> equal its values.</summary>
    Task<IReadOnlyDictionary<string, long>> CountByAsync(string table, string column, IReadOnlyDictionary<string, object?> where, CancellationToken cancellationToken);

    /// <summary>The operations of an entity, the newest first, with their steps; the page after (older than) <paramref name="before"/>.</summary>
    Task<IReadOnlyList<Operation>> OperationsAsync(string table, string key, OperationCursor? before, int limit, CancellationToken cancellationToken);

    /// <summary>Operations of all entities with one of these outcomes, with their steps, the newest first, the page before a place.</summary>
    Task<IReadOnlyList<EntityOperation>> JournalAsync(IReadOnlyList<OperationOutcome> outcomes, OperationCursor? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// What was found otherwise than it should be, on one worker (itself, its edge, the stores on it) or on any when it is null: operations with their steps, the
    /// newest first, the page before a place.
    /// </summary>
    Task<IReadOnlyList<EntityOperation>> DriftAsync(string? worker, OperationCursor? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// How long each step took in the newest operations of one kind that succeeded in one go, of entities whose <paramref name="column"/> has this value;
    /// at most <paramref name="limit"/> operations, and only if they are among this many newest ones of all entities.
    /// </summary>
    Task<IReadOnlyList<StepDuration>> DurationsAsync(string table, string column, string value, OperationKind kind, int among, int limit, CancellationToken cancellationToken);
}

public sealed record DueEntity(string Key, DateTimeOffset At);

public sealed record ClaimOwner(string Table, string Key);

public sealed record ClaimCount(string Kind, long Count);

public sealed record EntityRow(string Key, long Version, IReadOnlyDictionary<string, object?> Columns);
