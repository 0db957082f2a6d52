using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>Gives a store up with a worker that never returns; its name has to be typed, so that it is this one.</summary>
public sealed class ForgetModel(CurrentAdministrator administrator, IEntropy entropy) : PageModel
{
    public StoreView View { get; private set; } = null!;

    [BindProperty]
    public ForgetInput Input { get; set; } = new();

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

        var asked = await administrator.Store(account, id).ForgetAsync(administrator.Ask(operation), Input.ConfirmedName ?? "", cancellationToken);
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

public sealed class ForgetInput
{
    public string? Operation { get; set; }

    public string? ConfirmedName { get; set; }
}
