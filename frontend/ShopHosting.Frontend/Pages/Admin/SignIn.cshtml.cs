using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin;

/// <summary>The administrators' door. Its sessions are short and never remembered.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInModel(IGrainFactory grains, IEntropy entropy, ILogger<SignInModel> logger) : DoorModel(grains, entropy, logger)
{
    private protected override Door Door => Door.Administrators;

    /// <summary>Whether the visitor comes from the set-up.</summary>
    [BindProperty(SupportsGet = true, Name = "new")]
    public bool IsNew { get; set; }

    public async Task<IActionResult> OnGetAsync() => (await HttpContext.AuthenticateAsync(Door.Scheme)).Succeeded ? LocalRedirect(Destination) : Page();
}
