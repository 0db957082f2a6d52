using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Catalogue;

namespace ShopHosting.Frontend.Pages;

/// <summary>What this is, what it costs and what kinds of shop there are.</summary>
public sealed class IndexModel(IGrainFactory grains) : PageModel
{
    public CatalogueView View { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => View = await grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).ViewAsync(cancellationToken);
}
