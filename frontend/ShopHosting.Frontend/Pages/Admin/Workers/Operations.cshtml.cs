using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>The journal of one worker, the newest first.</summary>
public sealed class OperationsModel(CurrentAdministrator administrator) : PageModel
{
    public OperationPage View { get; private set; } = null!;

    public WorkerId Id { get; private set; }

    [BindProperty(SupportsGet = true, Name = "before")]
    public string? Before { get; set; }

    public async Task<IActionResult> OnGetAsync(WorkerId id, CancellationToken cancellationToken)
    {
        if (await administrator.Worker(id).LookAsync(cancellationToken) is null)
        {
            return NotFound();
        }

        Id = id;
        View = await administrator.Overview.OperationsOnAsync(id, Before, cancellationToken);
        return Page();
    }
}
