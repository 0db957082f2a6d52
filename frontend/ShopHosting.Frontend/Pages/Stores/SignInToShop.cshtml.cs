using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>
/// Leads into the shop's own admin by a link that works once. The answer is a page that goes there by itself: a redirect would be stopped by our own rule
/// that forms stay on this site.
/// </summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInToShopModel(CurrentCustomer customer, IEntropy entropy) : StorePageModel(customer)
{
    public Uri? Link { get; private set; }

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken) => await HasViewAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        // Each sending is a new asking: a second link does no harm, and each is a line of the activity.
        var link = await Customer.Store(id).SignInLinkAsync(Customer.Ask(OperationId.New(entropy)), cancellationToken);
        if (!link.Ok)
        {
            return this.Explain(link.Error);
        }

        Link = link.Value;
        return Page();
    }
}
