using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>All workers with what they offer and what is used of it, by status and the beginning of their name.</summary>
public sealed class IndexModel(CurrentAdministrator administrator) : PageModel
{
    public WorkerPage View { get; private set; } = null!;

    [BindProperty(SupportsGet = true, Name = "status")]
    public WorkerStatus? Status { get; set; }

    [BindProperty(SupportsGet = true, Name = "name")]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Status is { } status && !Enum.IsDefined(status) || !ModelState.IsValid)
        {
            return NotFound();
        }

        View = await administrator.Overview.WorkersAsync(Status, Name?.Trim().ToLowerInvariant() ?? "", After, cancellationToken);
        return Page();
    }
}
