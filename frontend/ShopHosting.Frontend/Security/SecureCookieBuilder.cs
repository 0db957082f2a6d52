using Microsoft.AspNetCore.Http;

namespace ShopHosting.Frontend.Security;

/// <summary>
/// Always Secure, also when the request is plain http: browsers keep such cookies on loopback addresses, and elsewhere refuse them, as they should.
/// (The antiforgery service throws on plain http when its cookie's own policy says Always.)
/// </summary>
internal sealed class SecureCookieBuilder : CookieBuilder
{
    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}
