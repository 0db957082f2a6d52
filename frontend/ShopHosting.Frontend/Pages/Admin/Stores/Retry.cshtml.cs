using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>The customer's "try again", asked by an administrator: the journal says by whom.</summary>
public sealed class RetryModel(CurrentAdministrator administrator, IEntropy entropy) : PageModel
{
    public StoreView View { get; private set; } = null!;

    [BindProperty]
    public RetryInput Input { get; set; } = new();

    public bool IsPossible => View.Possible.Contains(StoreCommandKind.Retry);

    public async Task<IActionResult> OnGetAsync(AccountId account, StoreId id, CancellationToken cancellationToken)
    {
        Input.Operation = OperationId.New(entropy).Value;
        return await HasViewAsync(account, id, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(AccountId account, StoreId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(account, id, cancellationToken))
        {
            return NotFound();
        }

        var operation = ModelState.Asking(Input.Operation, entropy);
        Input.Operation = operation.Value;
        if (!ModelState.IsValid)
        {
            return this.Explain();
        }

        var asked = await administrator.Store(account, id).RetryAsync(administrator.Ask(operation), cancellationToken);
        return this.RedirectOrExplain(asked, $"/admin/stores/{account}/{id}");
    }

    private async Task<bool> HasViewAsync(AccountId account, StoreId id, CancellationToken cancellationToken)
    {
        if (await administrator.Store(account, id).ViewAsync(cancellationToken) is not { } view)
        {
            return false;
        }

        View = view;
        return true;
    }
}

public sealed class RetryInput
{
    public string? Operation { get; set; }
}
