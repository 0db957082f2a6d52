using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>Deletes a shop; its address has to be typed, so that it is this one.</summary>
public sealed class DeleteModel(CurrentCustomer customer, IEntropy entropy) : StoreCommandModel(customer, entropy)
{
    public override Confirmation Confirmation { get; } = new(StoreCommandKind.Delete, "Delete", "", "Delete this shop");

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken)
        => store.DeleteAsync(ask, Input.ConfirmedName?.Trim() ?? "", cancellationToken);
}
