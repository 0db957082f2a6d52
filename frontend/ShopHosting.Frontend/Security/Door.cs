using Microsoft.AspNetCore.Http;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Frontend.Security;

/// <summary>
/// A way in, with the cookie that holds its session's token: customers' and administrators' are apart, so being the one is nothing at the other. A cookie ends with
/// the browser unless the session is remembered; the session itself ends by the person's grain.
/// </summary>
/// <param name="Scheme">The name of its authentication.</param>
/// <param name="Cookie">The prefix makes browsers insist on Secure, Path=/ and no Domain, so that no shop on a neighbouring host can set it.</param>
/// <param name="Path">Where to sign in.</param>
/// <param name="Home">Where to go from there.</param>
internal sealed record Door(PersonRole Role, string Scheme, string Cookie, SameSiteMode SameSite, string Path, string Home)
{
    private const int MaxDeviceLength = 200;

    /// <summary>The longest that browsers keep a cookie.</summary>
    private static readonly TimeSpan LongestCookie = TimeSpan.FromDays(400);

    public static Door Customers { get; } = new(PersonRole.Customer, "Session", "__Host-session", SameSiteMode.Lax, "/sign-in", "/stores");

    public static Door Administrators { get; } = new(PersonRole.Administrator, "Administrator", "__Host-admin", SameSiteMode.Strict, "/admin/sign-in", "/admin");

    public SessionToken? Read(HttpContext context) => SessionToken.TryParse(context.Request.Cookies[Cookie], out var token) ? token : null;

    public void Write(HttpContext context, SessionToken token, bool isRemembered = false)
    {
        var options = Options();
        options.MaxAge = isRemembered ? LongestCookie : null;
        context.Response.Cookies.Append(Cookie, token.CookieValue, options);
    }

    public void Clear(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options());

    /// <summary>What the person's grain keeps of the browser that signs in.</summary>
    public static NewSession Describe(HttpContext context, SecretToken secret, bool isRemembered = false)
    {
        var origin = OriginOf(context);
        return new NewSession(secret.Hash, origin.Device, origin.Address, isRemembered);
    }

    /// <summary>Who asks, as far as a browser tells.</summary>
    public static Origin OriginOf(HttpContext context)
    {
        var browser = context.Request.Headers.UserAgent.ToString();
        var device = Text.Line(browser.Length > MaxDeviceLength ? browser[..MaxDeviceLength] : browser, MaxDeviceLength).Value;
        return new Origin(device ?? "unknown browser", context.Connection.RemoteIpAddress?.ToString() ?? VisitorNetwork.Unknown);
    }

    private CookieOptions Options() => new() { HttpOnly = true, Secure = true, SameSite = SameSite, Path = "/", IsEssential = true };
}
