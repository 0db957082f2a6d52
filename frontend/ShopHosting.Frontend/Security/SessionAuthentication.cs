using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Persons;

namespace ShopHosting.Frontend.Security;

/// <summary>
/// Asks the person's grain, with each request, whether the session still lives: signing out takes effect at once, everywhere. When the grain can't be asked
/// the visitor is nobody, and a page that needs somebody answers "try again" instead of asking for a sign-in.
/// </summary>
public sealed class SessionAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IGrainFactory grains)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Session";
    public const string AccountClaim = "account";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionCookie.Read(Context) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        try
        {
            var person = await grains.GetGrain<IPersonGrain>(token.User.Value).SessionAsync(token.Secret.Hash, Context.RequestAborted);
            return person is null ? AuthenticateResult.NoResult() : AuthenticateResult.Success(new AuthenticationTicket(Principal(person), Scheme.Name));
        }
        catch (Exception exception) when (!Context.RequestAborted.IsCancellationRequested)
        {
            Logger.SessionUnknown(exception, token.User);
            return AuthenticateResult.Fail(exception);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceSafeAsync()).Failure is not null)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var next = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString : Request.Path.ToString();
        Response.Redirect($"/sign-in?next={Uri.EscapeDataString(next)}");
    }

    private static ClaimsPrincipal Principal(SignedInPerson person) => new(new ClaimsIdentity(
    [
        new Claim(ClaimTypes.NameIdentifier, person.Id.Value),
        new Claim(ClaimTypes.Email, person.Email.Value),
        new Claim(AccountClaim, person.Account.Value),
    ], SchemeName));
}
