using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>One worker, kept true while the page is open: also the last step of taking it in, when its checks go on.</summary>
public sealed class DetailsModel(CurrentAdministrator administrator) : PageModel
{
    public WorkerLive View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(WorkerId id, CancellationToken cancellationToken)
    {
        if (await administrator.Overview.WorkerAsync(id, cancellationToken) is not { } view)
        {
            return NotFound();
        }

        View = new WorkerLive(view);
        return Page();
    }
}
