using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>One shop: how it stands, what is under way, what can be done.</summary>
public sealed class DetailsModel(CurrentCustomer customer, IEntropy entropy, TimeProvider clock) : PageModel
{
    public StoreView View { get; private set; } = null!;

    public ContainersView Containers { get; private set; } = null!;

    /// <summary>For the button that tries again.</summary>
    public OperationId Operation { get; } = OperationId.New(entropy);

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken)
    {
        var store = customer.Store(id);
        if (await store.ViewAsync(cancellationToken) is not { } view)
        {
            return NotFound();
        }

        View = view;
        Containers = await ContainersView.AskAsync(store, id, clock, cancellationToken);
        return Page();
    }
}
