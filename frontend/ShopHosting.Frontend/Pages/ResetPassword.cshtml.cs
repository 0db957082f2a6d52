using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Persons;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;
using NewPassword = ShopHosting.Domain.Password;

namespace ShopHosting.Frontend.Pages;

/// <summary>Where the link of the mail leads: a new password, once.</summary>
[EnableRateLimiting(RateLimits.PasswordReset)]
public sealed class ResetPasswordModel(IGrainFactory grains, ILogger<ResetPasswordModel> logger) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "token")]
    public string? Token { get; set; }

    [BindProperty]
    public ResetPasswordInput Input { get; set; } = new();

    /// <summary>Whether the link is worth a form.</summary>
    public bool IsUsable { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
        => IsUsable = SessionToken.TryParse(Token, out var token) && await PersonOf(token).CanResetAsync(token.Secret.Hash, cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        ModelState.CheckNewPassword(nameof(Input.Password), Input.Password, null);
        if (!IsUsable || !ModelState.IsValid || !SessionToken.TryParse(Token, out var token))
        {
            return this.Explain();
        }

        var renewed = await PersonOf(token).ResetPasswordAsync(token.Secret.Hash, new NewPassword(Input.Password!), Door.OriginOf(HttpContext), cancellationToken);
        if (!renewed.Ok)
        {
            return this.Explain(renewed.Error);
        }

        logger.PasswordReplaced(token.User, HttpContext.Connection.RemoteIpAddress);
        Door.Customers.Clear(HttpContext);
        return LocalRedirect("/sign-in?renewed=true");
    }

    private IPersonGrain PersonOf(SessionToken token) => grains.GetGrain<IPersonGrain>(token.User.Value);
}

public sealed class ResetPasswordInput
{
    public string? Password { get; set; }
}
