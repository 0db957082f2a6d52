using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>Ends a suspension, whatever its reason was.</summary>
public sealed class ResumeModel(CurrentAdministrator administrator, IEntropy entropy) : StoreCommandModel(administrator, entropy)
{
    public override StoreCommandKind Command => StoreCommandKind.Resume;

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken) => store.ResumeAsync(ask, cancellationToken: cancellationToken);
}
