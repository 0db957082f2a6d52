using Microsoft.AspNetCore.Mvc;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>What was done with a shop, by whom and how it ended, the newest first.</summary>
public sealed class ActivityModel(CurrentCustomer customer) : StorePageModel(customer)
{
    public StoreActivity Activity { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(StoreId id, string? before, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        Activity = await Customer.Store(id).ActivityAsync(before, cancellationToken);
        return Page();
    }

    public string WhoAsked(Operation operation)
        => operation.AskedBy == Customer.UserId.Value ? "by you" : operation.AskedBy == SystemActor.Name ? "by the platform itself" : "by an administrator";
}
