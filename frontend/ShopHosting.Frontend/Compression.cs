using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ShopHosting.Frontend;

/// <summary>
/// Pages travel compressed, unless another site could learn from their length what is secret in them: ops/decisions/0023. Live streams never do, they are no pages.
/// </summary>
internal static class Compression
{
    public static void AddCompression(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes = ["text/html", "application/json", "application/problem+json"];
    });

    public static void UseCompression(this IApplicationBuilder app) => app.UseWhen(context => IsHarmless(context.Request), harmless => harmless.UseResponseCompression());

    /// <summary>Nobody is known to whom it could be addressed, or it was asked for by our own pages or by the person.</summary>
    private static bool IsHarmless(HttpRequest request) => request.Cookies.Count == 0 || request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none";
}
