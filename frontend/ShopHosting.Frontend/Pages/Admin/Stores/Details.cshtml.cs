using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>One store as an administrator sees it: how it stands, where it is, and what was done with it. Nothing here changes it.</summary>
public sealed class DetailsModel(CurrentAdministrator administrator, TimeProvider clock) : PageModel
{
    public StoreView View { get; private set; } = null!;

    public HardeningView Hardening { get; private set; } = null!;

    public string Path => $"/admin/stores/{View.Account}/{View.Id}";

    public ImmutableArray<Operation> Operations { get; private set; } = [];

    public string? Next { get; private set; }

    [BindProperty(SupportsGet = true, Name = "before")]
    public string? Before { get; set; }

    public async Task<IActionResult> OnGetAsync(AccountId account, StoreId id, CancellationToken cancellationToken)
    {
        var store = administrator.Store(account, id);
        if (await store.ViewAsync(cancellationToken) is not { } view)
        {
            return NotFound();
        }

        View = view;
        Hardening = await HardeningView.AskAsync(store, HardeningModel.PageOf(account, id), clock, cancellationToken);
        (Operations, Next) = await store.ActivityAsync(Before, cancellationToken);
        return Page();
    }
}
