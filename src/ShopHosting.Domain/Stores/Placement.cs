using ShopHosting.Domain.Ids;

namespace ShopHosting.Domain.Stores;

/// <summary>Where a store is: a worker, and a slot on it from which its port and subnets follow.</summary>
public sealed record Placement(WorkerId Worker, int Slot);
