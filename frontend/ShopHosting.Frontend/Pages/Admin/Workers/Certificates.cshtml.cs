using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>The second step of taking a server in over tcp: the certificates, as a file or as text. The third is the worker's own page.</summary>
public sealed class CertificatesModel(CurrentAdministrator administrator, IEntropy entropy) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "name")]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true, Name = "endpoint")]
    public string? Endpoint { get; set; }

    [BindProperty(SupportsGet = true, Name = "address")]
    public string? Address { get; set; }

    [BindProperty]
    public CertificatesInput Input { get; set; } = new();

    public WorkerId Id { get; private set; }

    public IActionResult OnGet()
    {
        Input.Operation = OperationId.New(entropy).Value;
        return IsBegun() ? Page() : LocalRedirect("/admin/workers/add");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!IsBegun())
        {
            return LocalRedirect("/admin/workers/add");
        }

        var operation = ModelState.Asking(Input.Operation, entropy);
        Input.Operation = operation.Value;
        if (!ModelState.IsValid)
        {
            return this.Explain();
        }

        var text = Input.File is { Length: > 0 } file ? await TextOfAsync(file, cancellationToken) : Input.Bundle;
        var certificates = string.IsNullOrWhiteSpace(text) ? null : new EngineCertificates(text);
        var joined = await administrator.Worker(Id).JoinAsync(
            new WorkerJoining(Endpoint!, string.IsNullOrEmpty(Address) ? null : Address, certificates, administrator.AskWorker(operation)), cancellationToken);
        return this.RedirectOrExplain(joined, $"/admin/workers/{Id}");
    }

    /// <summary>Whoever comes here without the first step, or with an address of another kind, begins there.</summary>
    private bool IsBegun()
    {
        var isNamed = WorkerId.TryParse(Name, null, out var id);
        Id = id;
        return isNamed && Endpoint is not null && WorkerEndpoint.NeedsTls(Endpoint) && WorkerEndpoint.Problem(Endpoint) is null;
    }

    private static async Task<string> TextOfAsync(IFormFile file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(cancellationToken);
    }
}

public sealed class CertificatesInput
{
    public string? Operation { get; set; }

    public IFormFile? File { get; set; }

    public string? Bundle { get; set; }
}
