using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin;

/// <summary>The installation on one page, kept true while it is open.</summary>
public sealed class IndexModel(CurrentAdministrator administrator) : PageModel
{
    public OverviewLive View { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => View = new OverviewLive(await administrator.Overview.ViewAsync(cancellationToken));
}
