using Microsoft.AspNetCore.Mvc;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>One shop: how it stands, what is under way, what can be done.</summary>
public sealed class DetailsModel(CurrentCustomer customer, IEntropy entropy, TimeProvider clock) : StorePageModel(customer)
{
    public ContainersView Containers { get; private set; } = null!;

    public HardeningView Hardening { get; private set; } = null!;

    /// <summary>For the button that tries again.</summary>
    public OperationId Operation { get; } = OperationId.New(entropy);

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        var hardening = HardeningView.AskAsync(Customer.Store(id), HardeningModel.PageOf(id), clock, cancellationToken);
        Containers = await ContainersView.AskAsync(Customer.Store(id), View, clock, cancellationToken);
        Hardening = await hardening;
        return Page();
    }
}
