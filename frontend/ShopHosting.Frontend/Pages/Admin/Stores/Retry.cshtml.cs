using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>The customer's "try again", asked by an administrator.</summary>
public sealed class RetryModel(CurrentAdministrator administrator, IEntropy entropy) : StoreCommandModel(administrator, entropy)
{
    public override StoreCommandKind Command => StoreCommandKind.Retry;

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken) => store.RetryAsync(ask, cancellationToken);
}
