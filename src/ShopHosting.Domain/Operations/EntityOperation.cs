namespace ShopHosting.Domain.Operations;

/// <summary>An operation with whose it is, as lists over all entities show it.</summary>
/// <param name="Table">The kind of entity: <c>store</c>, <c>worker</c>.</param>
/// <param name="Name">What people call a store; null where the key is the name.</param>
public sealed record EntityOperation(string Table, string Key, Operation Operation, string? Name = null);
