using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>A page of one shop.</summary>
public abstract class StorePageModel(CurrentCustomer customer) : PageModel
{
    public StoreView View { get; private set; } = null!;

    protected CurrentCustomer Customer { get; } = customer;

    /// <summary>Reads how the shop stands; false when the account has no such shop.</summary>
    protected async Task<bool> HasViewAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (await Customer.Store(id).ViewAsync(cancellationToken) is not { } view)
        {
            return false;
        }

        View = view;
        return true;
    }
}
