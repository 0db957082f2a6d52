using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>What the shop has sent, and what became of it.</summary>
[EnableRateLimiting(RateLimits.Mails)]
public sealed class MailsModel(CurrentCustomer customer) : StorePageModel(customer)
{
    public StoreMails? Mails { get; private set; }

    /// <summary>Why they can't be listed.</summary>
    public string? Problem { get; private set; }

    [BindProperty(SupportsGet = true, Name = "before")]
    public string? Before { get; set; }

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        var asked = await Customer.Store(id).MailsAsync(Before, cancellationToken);
        Mails = asked.Value;
        Problem = asked.Error?.Message;
        return Page();
    }
}
