using ShopHosting.Domain.Operations;

namespace ShopHosting.Domain.Storage;

/// <summary>The table of a kind of entity and its promoted columns, which lists are made from. Every table also has id, version, state, due_at.</summary>
/// <param name="Name">The table's name, singular: <c>store</c>.</param>
/// <param name="Columns">The promoted columns' names, in the order of <see cref="IEntityState{TSelf}.Promoted"/>.</param>
public sealed record EntityTable(string Name, params string[] Columns);

/// <summary>The state of a grain: replaced whole, never changed in place. It declares, purely, what its row, claims and journal are.</summary>
public interface IEntityState<TSelf> where TSelf : class, IEntityState<TSelf>
{
    static abstract EntityTable Table { get; }

    /// <summary>The values of the promoted columns: strings, longs, UTC milliseconds or null.</summary>
    IReadOnlyList<object?> Promoted();

    /// <summary>When somebody must look at this entity again, because it owes work or a check is due; null when it is at rest.</summary>
    DateTimeOffset? DueAt();

    /// <summary>What is this entity's alone while it is like this.</summary>
    IEnumerable<Claim> Claims();

    /// <summary>The operation that changes the entity now, or that changed it last.</summary>
    Operation? CurrentOperation();
}
