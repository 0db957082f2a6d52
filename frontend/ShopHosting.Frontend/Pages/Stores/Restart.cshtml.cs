using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>Restarts all parts of a shop.</summary>
public sealed class RestartModel(CurrentCustomer customer, IEntropy entropy) : StoreCommandModel(customer, entropy)
{
    public override Confirmation Confirmation { get; } = new(StoreCommandKind.Restart, "Restart",
        "All parts of the shop are stopped and started again. Visitors wait some seconds; no data is lost.", "Restart");

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken) => store.RestartAsync(ask, cancellationToken);
}
