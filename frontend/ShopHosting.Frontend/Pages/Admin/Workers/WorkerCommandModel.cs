using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>A page that asks "really?" and then asks one thing of a worker.</summary>
public abstract class WorkerCommandModel(CurrentAdministrator administrator, IEntropy entropy) : PageModel
{
    public WorkerState View { get; private set; } = null!;

    [BindProperty]
    public WorkerCommandInput Input { get; set; } = new();

    /// <summary>The words of the page.</summary>
    public abstract WorkerConfirmation Confirmation { get; }

    /// <summary>Whether it may be asked at this moment.</summary>
    public abstract bool IsPossible { get; }

    public async Task<IActionResult> OnGetAsync(WorkerId id, CancellationToken cancellationToken)
    {
        Input.Operation = OperationId.New(entropy).Value;
        return await HasViewAsync(id, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(WorkerId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        var operation = ModelState.Asking(Input.Operation, entropy);
        Input.Operation = operation.Value;
        return ModelState.IsValid
            ? this.RedirectOrExplain(await AskAsync(administrator.Worker(id), administrator.AskWorker(operation), cancellationToken), $"/admin/workers/{id}")
            : this.Explain();
    }

    protected abstract Task<Result> AskAsync(IWorkerGrain worker, WorkerAsk ask, CancellationToken cancellationToken);

    private async Task<bool> HasViewAsync(WorkerId id, CancellationToken cancellationToken)
    {
        if (await administrator.Worker(id).LookAsync(cancellationToken) is not { } view)
        {
            return false;
        }

        View = view.State;
        return true;
    }
}

public sealed class WorkerCommandInput
{
    public string? Operation { get; set; }

    /// <summary>Only for where visitors come in: what was asked for on the page, whatever it is by now.</summary>
    public bool IsIngress { get; set; }

    /// <summary>Only to cordon.</summary>
    public string? Reason { get; set; }

    /// <summary>Only to retire: the worker's name, typed by hand.</summary>
    public string? ConfirmedName { get; set; }
}

/// <summary>The words of a page that asks "really?".</summary>
public sealed record WorkerConfirmation(string Title, string Consequence, string Button);
