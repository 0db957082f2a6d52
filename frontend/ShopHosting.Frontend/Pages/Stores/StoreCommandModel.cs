using Microsoft.AspNetCore.Mvc;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>A page that asks "really?" and then asks one thing of a shop.</summary>
public abstract class StoreCommandModel(CurrentCustomer customer, IEntropy entropy) : StorePageModel(customer)
{
    [BindProperty]
    public StoreCommandInput Input { get; set; } = new();

    /// <summary>The words of the page.</summary>
    public abstract Confirmation Confirmation { get; }

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken)
    {
        Input.Operation = OperationId.New(entropy).Value;
        return await HasViewAsync(id, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        var operation = ModelState.Asking(Input.Operation, entropy);
        Input.Operation = operation.Value;
        if (!ModelState.IsValid)
        {
            return this.Explain();
        }

        var asked = await AskAsync(Customer.Store(id), Customer.Ask(operation), cancellationToken);
        if (asked is { Ok: false } && asked.Error.IsAnswered())
        {
            Input.Operation = OperationId.New(entropy).Value;
        }

        return this.RedirectOrExplain(asked, $"/stores/{id}");
    }

    protected abstract Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken);

    /// <summary>Whether it may be asked at this moment.</summary>
    public bool IsPossible => View.Possible.Contains(Confirmation.Command);
}

public sealed class StoreCommandInput
{
    public string? Operation { get; set; }

    /// <summary>Only to delete: the shop's address, typed by hand.</summary>
    public string? ConfirmedName { get; set; }
}

/// <summary>The words of a page that asks "really?".</summary>
public sealed record Confirmation(StoreCommandKind Command, string Title, string Consequence, string Button);
