using Microsoft.AspNetCore.Http;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;

namespace ShopHosting.Frontend.Security;

/// <summary>The cookie that holds a session's token. It ends with the browser; the session itself ends by the person's grain.</summary>
internal static class SessionCookie
{
    /// <summary>The prefix makes browsers insist on Secure, Path=/ and no Domain, so that no shop on a neighbouring host can set it.</summary>
    public const string Name = "__Host-session";

    private const int MaxDeviceLength = 200;

    public static SessionToken? Read(HttpContext context) => SessionToken.TryParse(context.Request.Cookies[Name], out var token) ? token : null;

    public static void Write(HttpContext context, SessionToken token) => context.Response.Cookies.Append(Name, token.CookieValue, Options());

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options());

    /// <summary>What the person's grain keeps of the browser that signs in.</summary>
    public static NewSession Describe(HttpContext context, SessionSecret secret)
    {
        var browser = context.Request.Headers.UserAgent.ToString();
        var device = Text.Line(browser.Length > MaxDeviceLength ? browser[..MaxDeviceLength] : browser, MaxDeviceLength).Value;
        return new NewSession(secret.Hash, device ?? "unknown browser", context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
    }

    private static CookieOptions Options() => new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
