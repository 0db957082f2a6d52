using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Logging;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin;

/// <summary>Ends the administrator's session where it lives.</summary>
public sealed class SignOutModel(CurrentPerson person, ILogger<SignOutModel> logger) : PageModel
{
    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var ended = await person.Grain.EndSessionAsync(person.Session, cancellationToken);
        if (!ended.Ok)
        {
            return this.Explain(ended.Error);
        }

        logger.SignedOut(person.UserId);
        Door.Administrators.Clear(HttpContext);
        return LocalRedirect(Door.Administrators.Path);
    }
}
