using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>A page that asks "really?" and then asks one thing of somebody's store; the journal says who asked.</summary>
public abstract class StoreCommandModel(CurrentAdministrator administrator, IEntropy entropy) : PageModel
{
    public StoreView View { get; private set; } = null!;

    [BindProperty]
    public StoreCommandInput Input { get; set; } = new();

    public abstract StoreCommandKind Command { get; }

    public bool IsPossible => View.Possible.Contains(Command);

    /// <summary>The store's page.</summary>
    public string Back => $"/admin/stores/{View.Account}/{View.Id}";

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
        Check();
        if (!ModelState.IsValid)
        {
            return this.Explain();
        }

        var asked = await AskAsync(administrator.Store(account, id), administrator.Ask(operation), cancellationToken);
        if (asked is { Ok: false } && asked.Error.IsAnswered())
        {
            Input.Operation = OperationId.New(entropy).Value;
        }

        return this.RedirectOrExplain(asked, Back);
    }

    /// <summary>Tells all that is wrong with the form.</summary>
    protected virtual void Check()
    {
    }

    protected abstract Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken);

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

public sealed class StoreCommandInput
{
    public string? Operation { get; set; }

    /// <summary>Only to suspend: a <see cref="SuspensionCause"/> by its name.</summary>
    public string? Cause { get; set; }

    /// <summary>Only to suspend: what the customer is told.</summary>
    public string? Words { get; set; }
}
