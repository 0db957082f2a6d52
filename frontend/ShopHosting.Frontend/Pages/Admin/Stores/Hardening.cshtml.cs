using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>How well somebody's shop is shut in, check by check.</summary>
public sealed class HardeningModel(CurrentAdministrator administrator, TimeProvider clock) : PageModel
{
    public StoreView View { get; private set; } = null!;

    public HardeningView Hardening { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(AccountId account, StoreId id, CancellationToken cancellationToken)
    {
        var store = administrator.Store(account, id);
        if (await store.ViewAsync(cancellationToken) is not { } view)
        {
            return NotFound();
        }

        View = view;
        Hardening = await HardeningView.AskAsync(store, PageOf(account, id), clock, cancellationToken);
        return Page();
    }

    public static string PageOf(AccountId account, StoreId id) => $"/admin/stores/{account}/{id}/hardening";
}
