using System.Collections.Immutable;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Contracts.Stores;

/// <summary>A page of what was done with a store, the newest first, with its steps.</summary>
/// <param name="Next">Where older ones begin; null when there are none.</param>
public sealed record StoreActivity(ImmutableArray<Operation> Operations, ActivityCursor? Next);

/// <summary>Older than this operation.</summary>
public sealed record ActivityCursor(DateTimeOffset StartedAt, OperationId Operation);
