using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin;

/// <summary>What was found otherwise than it should be and what was done about it, the newest first.</summary>
public sealed class DriftModel(CurrentAdministrator administrator) : PageModel
{
    public OperationPage View { get; private set; } = null!;

    /// <summary>The one worker that is meant; null for all.</summary>
    public WorkerId? Of { get; private set; }

    [BindProperty(SupportsGet = true, Name = "worker")]
    public string? Worker { get; set; }

    [BindProperty(SupportsGet = true, Name = "before")]
    public string? Before { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Worker is not null)
        {
            if (!WorkerId.TryParse(Worker, null, out var worker))
            {
                return NotFound();
            }

            Of = worker;
        }

        View = await administrator.Overview.DriftAsync(Of, Before, cancellationToken);
        return Page();
    }
}
