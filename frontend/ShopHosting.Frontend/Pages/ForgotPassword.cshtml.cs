using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages;

/// <summary>Asks for the link to a new password. What is answered does not tell whether the address is anybody's.</summary>
[EnableRateLimiting(RateLimits.PasswordReset)]
public sealed class ForgotPasswordModel(IGrainFactory grains, IOptions<FrontendOptions> options, IHostEnvironment environment) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "sent")]
    public bool IsSent { get; set; }

    [BindProperty]
    public ForgotPasswordInput Input { get; set; } = new();

    public bool ShowsOutbox => options.Value.IsOutboxShown(environment);

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        IsSent = false;
        if (!EmailAddress.TryParse(Input.Email, out var email))
        {
            ModelState.Refuse(nameof(Input.Email), "That is no e-mail address. It should look like name@example.org.");
            return this.Explain();
        }

        await grains.GetGrain<ISignInGrain>(ISignInGrain.Key).AskResetAsync(email, Door.OriginOf(HttpContext), cancellationToken);
        return LocalRedirect("/forgot-password?sent=true");
    }
}

public sealed class ForgotPasswordInput
{
    public string? Email { get; set; }
}
