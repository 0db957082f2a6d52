using ShopHosting.Contracts.Accounts;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Grains.Accounts;

/// <summary>The accounts as steps of stores speak of them, through their grains.</summary>
public sealed class GrainAccounts(IGrainFactory grains) : IAccounts
{
    public Task<Result> StoreGoneAsync(AccountId account, StoreId store, CancellationToken cancellationToken)
        => grains.GetGrain<IAccountGrain>(account.Value).StoreGoneAsync(store, cancellationToken);
}
