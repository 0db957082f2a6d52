using Microsoft.AspNetCore.Mvc;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>What a shop was ordered with, and what is done rarely: restart, delete.</summary>
public sealed class SettingsModel(CurrentCustomer customer) : StorePageModel(customer)
{
    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken) => await HasViewAsync(id, cancellationToken) ? Page() : NotFound();
}
