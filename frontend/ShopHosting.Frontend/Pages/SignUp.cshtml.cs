using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages;

/// <summary>From visitor to owner of a shop on one page.</summary>
[EnableRateLimiting(RateLimits.SignUp)]
public sealed class SignUpModel(IGrainFactory grains, IEntropy entropy, CurrentCustomer customer, ILogger<SignUpModel> logger) : PageModel
{
    public CatalogueView View { get; private set; } = null!;

    [BindProperty]
    public SignUpInput Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(string? plan, CancellationToken cancellationToken)
    {
        if (customer.IsSignedIn)
        {
            return LocalRedirect("/stores/new");
        }

        View = await CatalogueAsync(cancellationToken);
        Input.Begin(View, Request.Headers.AcceptLanguage, entropy);
        Input.Plan = View.Plans.Any(offer => offer.Id == plan) ? plan : View.Plans.FirstOrDefault()?.Id;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        View = await CatalogueAsync(cancellationToken);
        if (Input.ToSignUp(View, ModelState, entropy) is not { } signUp)
        {
            return this.Explain();
        }

        var person = grains.GetGrain<IPersonGrain>(UserId.From(signUp.Operation).Value);
        var signedUp = await person.SignUpAsync(signUp, cancellationToken);
        if (!signedUp.Ok)
        {
            logger.SignUpRefused(signUp.Operation, signedUp.Error.Code);
            if (signedUp.Error.IsAnswered())
            {
                Input.Renew(entropy);
            }

            return this.Explain(signedUp.Error);
        }

        logger.SignedUp(signedUp.Value.User, signedUp.Value.Account, signedUp.Value.Store);
        return await SignInAsync(person, signedUp.Value, signUp.Password, cancellationToken);
    }

    /// <summary>When the session can't begin (the form was sent a second time with another password), the door is shown.</summary>
    private async Task<IActionResult> SignInAsync(IPersonGrain person, SignedUp signedUp, Password password, CancellationToken cancellationToken)
    {
        var page = $"/stores/{signedUp.Store}";
        var secret = SecretToken.New(entropy);
        var begun = await person.SignInAsync(password, Door.Describe(HttpContext, secret), cancellationToken);
        if (!begun.Ok)
        {
            return LocalRedirect($"/sign-in?next={Uri.EscapeDataString(page)}");
        }

        Door.Customers.Write(HttpContext, new SessionToken(signedUp.User, secret));
        return LocalRedirect(page);
    }

    private Task<CatalogueView> CatalogueAsync(CancellationToken cancellationToken) => grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).ViewAsync(cancellationToken);
}
