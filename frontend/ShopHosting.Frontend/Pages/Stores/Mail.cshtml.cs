using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>One mail of the shop to be read, as text.</summary>
[EnableRateLimiting(RateLimits.Mails)]
public sealed class MailModel(CurrentCustomer customer) : PageModel
{
    public StoreMailText View { get; private set; } = null!;

    public StoreId Store { get; private set; }

    public IEnumerable<string> Paragraphs => View.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    public async Task<IActionResult> OnGetAsync(StoreId id, string mail, CancellationToken cancellationToken)
    {
        var asked = await customer.Store(id).MailAsync(mail, cancellationToken);
        if (!asked.Ok)
        {
            return StatusCode(asked.Error.Kind.ToStatusCode());
        }

        (View, Store) = (asked.Value, id);
        return Page();
    }
}
