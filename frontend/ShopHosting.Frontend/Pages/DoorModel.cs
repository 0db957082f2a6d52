using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages;

/// <summary>Signing in, at whichever door.</summary>
public abstract class DoorModel(IGrainFactory grains, IEntropy entropy, ILogger logger) : PageModel
{
    /// <summary>Where to go afterwards; only an address of ours counts.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    [BindProperty]
    public SignInInput Input { get; set; } = new();

    private protected abstract Door Door { get; }

    protected string Destination => Url.IsLocalUrl(Next) && Next.All(char.IsAscii) ? Next : Door.Home;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!Input.IsComplete(ModelState))
        {
            return this.Explain();
        }

        // What can't be an address or a password belongs to nobody: the answer is the same as for a wrong one.
        if (!EmailAddress.TryParse(Input.Email, out var email) || Input.Password!.Length > Password.MaxLength)
        {
            return Refuse(PersonErrors.WrongCredentials);
        }

        var secret = SecretToken.New(entropy);
        var person = await grains.GetGrain<ISignInGrain>(ISignInGrain.Key)
            .SignInAsync(Door.Role, email, new Password(Input.Password), Door.Describe(HttpContext, secret, IsRemembered), cancellationToken);
        return person.Ok ? Enter(new SessionToken(person.Value, secret)) : Refuse(person.Error);
    }

    private bool IsRemembered => Input.Remember && Door.Role == PersonRole.Customer;

    private LocalRedirectResult Enter(SessionToken token)
    {
        logger.SignedIn(token.User, HttpContext.Connection.RemoteIpAddress);
        Door.Write(HttpContext, token, IsRemembered);
        return LocalRedirect(Destination);
    }

    private IActionResult Refuse(Error error)
    {
        logger.SignInRefused(HttpContext.Connection.RemoteIpAddress, error.Code);
        return this.Explain(error);
    }
}

public sealed class SignInInput
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>Whether the session outlives the browser's window.</summary>
    public bool Remember { get; set; }

    public bool IsComplete(ModelStateDictionary errors)
    {
        if (string.IsNullOrWhiteSpace(Email))
        {
            errors.Refuse(nameof(Email), "Type your e-mail address.");
        }

        if (string.IsNullOrEmpty(Password))
        {
            errors.Refuse(nameof(Password), "Type your password.");
        }

        return errors.IsValid;
    }
}
