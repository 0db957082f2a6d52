using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Administration;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>All workers with what they offer and what is used of it.</summary>
public sealed class IndexModel(CurrentAdministrator administrator) : PageModel
{
    public WorkerPage View { get; private set; } = null!;

    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => View = await administrator.Overview.WorkersAsync(After, cancellationToken);
}
