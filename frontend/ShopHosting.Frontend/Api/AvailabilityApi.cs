using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Api;

/// <param name="Free">At this moment; the order decides.</param>
/// <param name="Message">For the person who typed it.</param>
public sealed record Availability(bool Free, string Message);

/// <summary><c>GET /api/availability?name=</c>: whether a shop's address can be had.</summary>
internal static class AvailabilityApi
{
    public static void MapAvailability(this IEndpointRouteBuilder app) => app.MapGet("/api/availability", AskAsync).RequireRateLimiting(RateLimits.Availability);

    private static async Task<IResult> AskAsync(string? name, IGrainFactory grains, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var parsed = StoreName.Parse(name);
        if (!parsed.Ok)
        {
            return TypedResults.Ok(new Availability(false, parsed.Error.Message));
        }

        var free = await grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).IsFreeAsync(parsed.Value, cancellationToken);
        return TypedResults.Ok(new Availability(free.Ok, free.Ok ? $"'{parsed.Value}' is free." : free.Error.Message));
    }
}
