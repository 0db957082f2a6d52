using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Administration;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin;

/// <summary>The installation on one page, as it was a moment ago.</summary>
public sealed class IndexModel(CurrentAdministrator administrator) : PageModel
{
    public OverviewView View { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => View = await administrator.Overview.ViewAsync(cancellationToken);
}
