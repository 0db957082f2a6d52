using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Frontend.Security;

public sealed class SessionAuthenticationOptions : AuthenticationSchemeOptions
{
    internal Door Door { get; set; } = Door.Customers;
}

/// <summary>
/// Asks the person's grain, with each request, whether the session still lives: signing out takes effect at once, everywhere. When the grain can't be asked
/// the visitor is nobody, and a page that needs somebody answers "try again" instead of asking for a sign-in.
/// </summary>
public sealed class SessionAuthentication(IOptionsMonitor<SessionAuthenticationOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IGrainFactory grains)
    : AuthenticationHandler<SessionAuthenticationOptions>(options, loggers, encoder)
{
    public const string AccountClaim = "account";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Options.Door.Read(Context) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        try
        {
            var person = await grains.GetGrain<IPersonGrain>(token.User.Value).SessionAsync(token.Secret.Hash, Context.RequestAborted);
            return person is not null && person.Role == Options.Door.Role ? AuthenticateResult.Success(new AuthenticationTicket(Principal(person), Scheme.Name)) : AuthenticateResult.NoResult();
        }
        catch (Exception exception) when (!Context.RequestAborted.IsCancellationRequested)
        {
            Logger.SessionUnknown(exception, token.User);
            return AuthenticateResult.Fail(exception);
        }
    }

    /// <summary>For customers there is nothing at the administrators' addresses.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceSafeAsync()).Failure is not null)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (Options.Door.Role == PersonRole.Administrator && (await Context.AuthenticateAsync(Door.Customers.Scheme)).Succeeded)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var next = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString : Request.Path.ToString();
        Response.Redirect($"{Options.Door.Path}?next={Uri.EscapeDataString(next)}");
    }

    private ClaimsPrincipal Principal(SignedInPerson person)
    {
        var claims = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, person.Id.Value),
                new Claim(ClaimTypes.Email, person.Email.Value),
                new Claim(ClaimTypes.Role, person.Role.ToString()),
            ], Scheme.Name);
        if (person.Account is { } account)
        {
            claims.AddClaim(new Claim(AccountClaim, account.Value));
        }

        return new ClaimsPrincipal(claims);
    }
}
