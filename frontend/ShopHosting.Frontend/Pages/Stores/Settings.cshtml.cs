using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>What a shop was ordered with, and what is done rarely: restart, delete.</summary>
public sealed class SettingsModel(CurrentCustomer customer) : PageModel
{
    public StoreView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (await customer.Store(id).ViewAsync(cancellationToken) is not { } view)
        {
            return NotFound();
        }

        View = view;
        return Page();
    }
}
