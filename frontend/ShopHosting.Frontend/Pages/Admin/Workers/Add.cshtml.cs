using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>The first step of taking a server in: its name and where it is. One over tcp goes on to its certificates.</summary>
public sealed class AddModel(CurrentAdministrator administrator, IEntropy entropy) : PageModel
{
    /// <summary>The page of a worker that is called so would be this one.</summary>
    internal const string OwnName = "add";

    [BindProperty]
    public AddInput Input { get; set; } = new();

    public void OnGet() => Input.Operation = OperationId.New(entropy).Value;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var operation = ModelState.Asking(Input.Operation, entropy);
        Input.Operation = operation.Value;
        var (endpoint, address) = (Input.Endpoint?.Trim() ?? "", Input.Address?.Trim() is { Length: > 0 } given ? given : null);
        if (!WorkerId.TryParse(Input.Name?.Trim(), null, out var id) || id.Value == OwnName)
        {
            ModelState.Refuse(nameof(Input.Name), "The name has 1 to 30 characters: a-z, 0-9 and inner hyphens, and it is not 'add'.");
        }

        if (WorkerEndpoint.Problem(endpoint) is { } endpointProblem)
        {
            ModelState.Refuse(nameof(Input.Endpoint), endpointProblem);
        }

        if (address is not null && WorkerEndpoint.AddressProblem(address) is { } addressProblem)
        {
            ModelState.Refuse(nameof(Input.Address), addressProblem);
        }

        if (!ModelState.IsValid)
        {
            return this.Explain();
        }

        return WorkerEndpoint.NeedsTls(endpoint)
            ? LocalRedirect("/admin/workers/add/certificates" + QueryString.Create(new Dictionary<string, string?> { ["name"] = id.Value, ["endpoint"] = endpoint, ["address"] = address }))
            : this.RedirectOrExplain(await administrator.Worker(id).JoinAsync(new WorkerJoining(endpoint, address, null, administrator.AskWorker(operation)), cancellationToken), $"/admin/workers/{id}");
    }
}

public sealed class AddInput
{
    public string? Operation { get; set; }

    public string? Name { get; set; }

    public string? Endpoint { get; set; }

    public string? Address { get; set; }
}
