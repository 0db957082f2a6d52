using Microsoft.AspNetCore.Http;

namespace ShopHosting.Frontend;

/// <summary>
/// How somebody wants the pages to look; null is "as the system says". It is kept in a cookie and applied by the server, so that no page flashes in other colours
/// and none needs a script. A cookie with other words than these says nothing.
/// </summary>
public sealed record Appearance(string? Theme, string? Contrast, string? Density, string? Motion, string? Keys)
{
    private const string Cookie = "__Host-look";
    private const int MaxLength = 60;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static Appearance Read(HttpContext context)
        => context.Request.Cookies[Cookie] is { Length: <= MaxLength } words ? Of(words.Split('.')) : Of([]);

    /// <param name="words">Others than the known ones are passed over.</param>
    public static Appearance Of(IReadOnlyCollection<string?> words) => new(
        words.FirstOrDefault(word => word is "light" or "dark"),
        words.FirstOrDefault(word => word is "more"),
        words.FirstOrDefault(word => word is "compact"),
        words.FirstOrDefault(word => word is "less"),
        words.FirstOrDefault(word => word is "off"));

    public void Write(HttpContext context) => context.Response.Cookies.Append(Cookie, string.Join('.', new[] { Theme, Contrast, Density, Motion, Keys }.OfType<string>()),
        new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = Kept, IsEssential = true });
}
