using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>Gives the shop's administrator a new password.</summary>
public sealed class NewPasswordModel(CurrentCustomer customer, IEntropy entropy) : StoreCommandModel(customer, entropy)
{
    public override Confirmation Confirmation { get; } = new(StoreCommandKind.Rotate, "New password for the administrator",
        "The administrator that came with the shop gets a new password, made by us. Whoever is signed in with the old one has to sign in again. Visitors notice nothing.", "Change the password");

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken) => store.RotatePasswordAsync(ask, cancellationToken);
}
