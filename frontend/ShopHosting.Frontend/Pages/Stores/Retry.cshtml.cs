using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>Tries again what failed.</summary>
public sealed class RetryModel(CurrentCustomer customer, IEntropy entropy) : StoreCommandModel(customer, entropy)
{
    public override Confirmation Confirmation { get; } = new(StoreCommandKind.Retry, "Try again",
        "What failed is tried once more, from where it is worth it.", "Try again");

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken) => store.RetryAsync(ask, cancellationToken);
}
