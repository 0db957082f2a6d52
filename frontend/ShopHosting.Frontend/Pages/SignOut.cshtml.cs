using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Persons;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages;

/// <summary>Ends the session where it lives; the cookie is worth nothing afterwards.</summary>
public sealed class SignOutModel(IGrainFactory grains, ILogger<SignOutModel> logger) : PageModel
{
    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (Door.Customers.Read(HttpContext) is { } token)
        {
            var ended = await grains.GetGrain<IPersonGrain>(token.User.Value).EndSessionAsync(token.Secret.Hash, cancellationToken);
            if (!ended.Ok)
            {
                return this.Explain(ended.Error);
            }

            logger.SignedOut(token.User);
        }

        Door.Customers.Clear(HttpContext);
        return LocalRedirect("/sign-in");
    }
}
