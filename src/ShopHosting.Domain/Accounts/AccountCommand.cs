using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Domain.Accounts;

public enum AccountCommandKind
{
    /// <summary>One more store.</summary>
    OrderStore,

    /// <summary>The store has taken its order.</summary>
    StoreOrdered,

    /// <summary>Nothing of the store is left; its name is free again.</summary>
    StoreGone,
}

public abstract record AccountCommand(AccountCommandKind Kind);

/// <param name="Plan">The account's plan as the catalogue has it now, for its limits.</param>
public sealed record OrderStore(StoreId Store, StoreOrder Order, OperationId Operation, string AskedBy, Plan Plan) : AccountCommand(AccountCommandKind.OrderStore);

public sealed record StoreOrdered(StoreId Store) : AccountCommand(AccountCommandKind.StoreOrdered);

public sealed record StoreGone(StoreId Store) : AccountCommand(AccountCommandKind.StoreGone);
