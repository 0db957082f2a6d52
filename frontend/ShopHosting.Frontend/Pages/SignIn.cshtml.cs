using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages;

/// <summary>The door.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInModel(IGrainFactory grains, IEntropy entropy, CurrentCustomer customer, ILogger<SignInModel> logger) : DoorModel(grains, entropy, logger)
{
    private protected override Door Door => Door.Customers;

    /// <summary>Whether the visitor has just chosen a new password.</summary>
    [BindProperty(SupportsGet = true, Name = "renewed")]
    public bool IsRenewed { get; set; }

    public IActionResult OnGet() => customer.IsSignedIn ? LocalRedirect(Destination) : Page();
}
