using System.Collections.Immutable;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Contracts.Stores;

/// <summary>A page of what was done with a store, the newest first, with its steps.</summary>
/// <param name="Next">What to ask for the page of older ones; null when there are none.</param>
public sealed record StoreActivity(ImmutableArray<Operation> Operations, string? Next);
