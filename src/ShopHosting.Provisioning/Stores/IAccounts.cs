using ShopHosting.Domain;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Provisioning.Stores;

/// <summary>The accounts, as steps of stores speak of them.</summary>
public interface IAccounts
{
    /// <summary>Nothing of the store is left; its name is free again.</summary>
    Task<Result> StoreGoneAsync(AccountId account, StoreId store, CancellationToken cancellationToken);
}
