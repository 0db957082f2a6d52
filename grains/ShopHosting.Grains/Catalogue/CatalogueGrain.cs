using System.Globalization;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Catalogue;

/// <summary>What this installation offers.</summary>
[StatelessWorker]
public sealed class CatalogueGrain(PlatformCatalogue platforms, IEntityIndex index, IOptions<CatalogueOptions> catalogue, IOptions<InstallationOptions> options) : Grain, ICatalogueGrain
{
    public Task<CatalogueView> ViewAsync(CancellationToken cancellationToken = default)
    {
        var installation = options.Value;
        var authority = installation.HasDefaultPort ? installation.ShopDomain : string.Create(CultureInfo.InvariantCulture, $"{installation.ShopDomain}:{installation.EdgePort}");
        return Task.FromResult(new CatalogueView(
            [.. catalogue.Value.Plans.Select(plan => plan.ToPlan())],
            [.. platforms.All.Select(ViewOf).OrderBy(platform => platform.Missing is not null)],
            authority, installation.ShopScheme, installation.Grace, installation.Name));
    }

    public async Task<Result> IsFreeAsync(StoreName name, CancellationToken cancellationToken = default)
        => await index.OwnerOfAsync(AccountMachine.StoreNameClaim, "", name.Value, cancellationToken) is null ? Result.Success : StoreErrors.NameTaken(name);

    private PlatformView ViewOf(StackTemplate platform)
        => new(platform.Name, platform.Title, platform.Sentence, platforms.Images.Find(platform.VersionOf)?.Version ?? "", platforms.WhyMissing(platform));
}
