using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain.Operations;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin;

/// <summary>The journal of all entities by outcome, the newest first.</summary>
public sealed class OperationsModel(CurrentAdministrator administrator) : PageModel
{
    public OperationPage View { get; private set; } = null!;

    [BindProperty(SupportsGet = true, Name = "outcome")]
    public OperationOutcome Outcome { get; set; } = OperationOutcome.Failed;

    [BindProperty(SupportsGet = true, Name = "before")]
    public string? Before { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(Outcome) || !ModelState.IsValid)
        {
            return NotFound();
        }

        View = await administrator.Overview.OperationsAsync(Outcome, Before, cancellationToken);
        return Page();
    }
}
