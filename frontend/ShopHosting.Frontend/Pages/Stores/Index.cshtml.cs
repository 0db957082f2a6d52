using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>All shops of the account, each with its state.</summary>
public sealed class IndexModel(CurrentCustomer customer) : PageModel
{
    public DashboardView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await customer.Account.ViewAsync(cancellationToken) is not { } account)
        {
            return NotFound();
        }

        var stores = await Task.WhenAll(account.Stores.Select(async store => new DashboardStore(store, await customer.Store(store.Id).ViewAsync(cancellationToken))));
        View = new DashboardView(account, stores);
        return Page();
    }
}

public sealed record DashboardView(AccountView Account, IReadOnlyList<DashboardStore> Stores)
{
    public bool HasRoom => Stores.Count < Account.StoreLimit;
}

/// <param name="Ordered">As the account knows it.</param>
/// <param name="Store">As the store says it stands; null for the moment before it has taken its order.</param>
public sealed record DashboardStore(AccountStoreView Ordered, StoreView? Store);
