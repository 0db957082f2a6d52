using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>Stops a shop that is being made.</summary>
public sealed class CancelModel(CurrentCustomer customer, IEntropy entropy) : StoreCommandModel(customer, entropy)
{
    public override Confirmation Confirmation { get; } = new(StoreCommandKind.Cancel, "Stop making it",
        "Everything that was made of the shop so far is taken away again. Its address stays yours, and you can try again or delete it afterwards.", "Stop making it");

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken) => store.CancelAsync(ask, cancellationToken);
}
