using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Contracts.Stores;

/// <summary>Who asks, and the id of the asking (made by the form as a hidden field, or the API's idempotency key).</summary>
public sealed record StoreAsk(OperationId Operation, string AskedBy);

/// <summary>An account's order of a store.</summary>
public sealed record StoreProvisioning(StoreAsk Ask, StoreOrder Order, Plan Plan);
