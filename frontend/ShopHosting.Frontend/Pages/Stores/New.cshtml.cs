using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>One more shop, within the plan.</summary>
public sealed class NewModel(CurrentCustomer customer, IGrainFactory grains, IEntropy entropy) : PageModel
{
    public CatalogueView View { get; private set; } = null!;

    [BindProperty]
    public ShopInput Input { get; set; } = new();

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        View = await CatalogueAsync(cancellationToken);
        Input.Begin(View, Request.Headers.AcceptLanguage, entropy);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        View = await CatalogueAsync(cancellationToken);
        var operation = Input.Asking(ModelState, entropy);
        if (Input.ToOrder(View, customer.Email, ModelState) is not { } order)
        {
            return this.Explain();
        }

        var ordered = await customer.Account.OrderStoreAsync(operation, customer.UserId, order, cancellationToken);
        if (ordered.Ok)
        {
            return LocalRedirect($"/stores/{ordered.Value}");
        }

        if (ordered.Error.IsAnswered())
        {
            Input.Renew(entropy);
        }

        return this.Explain(ordered.Error);
    }

    private Task<CatalogueView> CatalogueAsync(CancellationToken cancellationToken) => grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).ViewAsync(cancellationToken);
}
