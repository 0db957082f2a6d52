using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>What the shop has sent, and what became of it.</summary>
[EnableRateLimiting(RateLimits.Mails)]
public sealed class MailsModel(CurrentCustomer customer) : PageModel
{
    public StoreView View { get; private set; } = null!;

    public StoreMails? Mails { get; private set; }

    /// <summary>Why they can't be listed.</summary>
    public string? Problem { get; private set; }

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken)
    {
        var store = customer.Store(id);
        if (await store.ViewAsync(cancellationToken) is not { } view)
        {
            return NotFound();
        }

        View = view;
        var asked = await store.MailsAsync(cancellationToken);
        Mails = asked.Value;
        Problem = asked.Error?.Message;
        return Page();
    }
}
