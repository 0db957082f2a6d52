using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Catalogue;

namespace ShopHosting.Frontend.Pages;

/// <summary>The plans of the catalogue, side by side.</summary>
public sealed class PlansModel(IGrainFactory grains) : PageModel
{
    public CatalogueView View { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => View = await grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).ViewAsync(cancellationToken);
}
