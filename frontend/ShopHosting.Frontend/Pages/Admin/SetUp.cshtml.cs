using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain;
using ShopHosting.Domain.Administration;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin;

/// <summary>Where the link of ops/up leads: makes an administrator, once.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SetUpModel(IGrainFactory grains, ILogger<SetUpModel> logger) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "token")]
    public string? Token { get; set; }

    [BindProperty]
    public SetUpInput Input { get; set; } = new();

    /// <summary>Whether the link is worth a form.</summary>
    public bool IsUsable { get; private set; }

    private IAdministrationGrain Administration => grains.GetGrain<IAdministrationGrain>(AdministrationState.OnlyKey);

    public async Task OnGetAsync(CancellationToken cancellationToken)
        => IsUsable = SecretToken.TryParse(Token, out var token) && await Administration.IsOpenAsync(token.Hash, cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        var hasEmail = EmailAddress.TryParse(Input.Email, out var email);
        if (!hasEmail)
        {
            ModelState.Refuse(nameof(Input.Email), "That is no e-mail address. It should look like name@example.org.");
        }

        ModelState.CheckNewPassword(nameof(Input.Password), Input.Password, hasEmail ? email : null);
        if (!IsUsable || !ModelState.IsValid || !SecretToken.TryParse(Token, out var token))
        {
            return this.Explain();
        }

        var made = await Administration.SetUpAsync(token.Hash, email, new Password(Input.Password!), Door.OriginOf(HttpContext), cancellationToken);
        if (!made.Ok)
        {
            return this.Explain(made.Error);
        }

        logger.AdministratorMade(made.Value, HttpContext.Connection.RemoteIpAddress);
        return LocalRedirect($"{Door.Administrators.Path}?new=true");
    }
}

public sealed class SetUpInput
{
    public string? Email { get; set; }

    public string? Password { get; set; }
}
