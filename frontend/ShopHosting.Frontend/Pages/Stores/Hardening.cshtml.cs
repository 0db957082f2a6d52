using Microsoft.AspNetCore.Mvc;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>How well the shop's containers are shut in, check by check.</summary>
public sealed class HardeningModel(CurrentCustomer customer, TimeProvider clock) : StorePageModel(customer)
{
    public HardeningView Hardening { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        Hardening = await HardeningView.AskAsync(Customer.Store(id), PageOf(id), clock, cancellationToken);
        return Page();
    }

    public static string PageOf(StoreId id) => $"/stores/{id}/hardening";
}
