using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>Everybody's stores, by status, worker and the beginning of their name.</summary>
public sealed class IndexModel(CurrentAdministrator administrator) : PageModel
{
    public StorePage View { get; private set; } = null!;

    [BindProperty(SupportsGet = true, Name = "status")]
    public StoreStatus? Status { get; set; }

    [BindProperty(SupportsGet = true, Name = "name")]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true, Name = "worker")]
    public WorkerId? Worker { get; set; }

    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Status is { } status && !Enum.IsDefined(status) || !ModelState.IsValid)
        {
            return NotFound();
        }

        View = await administrator.Overview.StoresAsync(Status, Name?.Trim().ToLowerInvariant() ?? "", Worker, After, cancellationToken);
        return Page();
    }
}
