using ShopHosting.Contracts.Accounts;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Grains.Accounts;

/// <summary>The accounts as steps of stores speak of them, through their grains.</summary>
public sealed class GrainAccounts(IGrainFactory grains, TimeProvider clock) : IAccounts
{
    /// <summary>Not waited for long: at this moment the account may itself be waiting for the store, with its order.</summary>
    public async Task<Result> StoreGoneAsync(AccountId account, StoreId store, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IAccountGrain>(account.Value).StoreGoneAsync(store, cancellationToken).WaitAsync(StoreContext.LongestPatience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return AccountErrors.Busy;
        }
    }
}
