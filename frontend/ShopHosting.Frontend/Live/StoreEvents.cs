using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Components;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Live;

/// <summary>
/// <c>GET /stores/{id}/events</c>: the live parts of a store's page, rendered anew with each change, as server-sent events. An event's id is the view's version, so a
/// browser that was away asks for what it missed. <c>containers</c> events come every few seconds, with how it does and what each part uses. <c>pulse</c> events keep the connection alive and end it when the session has ended.
/// </summary>
internal static class StoreEvents
{
    private const string LivePart = "/Components/StoreLive/Default.cshtml";
    private const string HealthPart = "/Components/HealthLine/Default.cshtml";
    private const string ContainersPart = "/Components/Containers/Default.cshtml";
    private static readonly TimeSpan ContainersEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(2);

    public static void MapStoreEvents(this IEndpointRouteBuilder app) => app.MapGet("/stores/{id:store}/events", BeginAsync).RequireAuthorization();

    private static async Task<Results<ServerSentEventsResult<string>, NotFound>> BeginAsync(StoreId id, long? after, HttpContext context, CurrentCustomer customer, CurrentPerson person, Fragments fragments,
        TimeProvider clock, IHostApplicationLifetime host, ILoggerFactory loggers)
    {
        var store = customer.Store(id);
        if (await store.ViewAsync(context.RequestAborted) is not { } view)
        {
            return TypedResults.NotFound();
        }

        var known = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var last) ? last : after;
        var logger = loggers.CreateLogger(typeof(StoreEvents));
        return TypedResults.ServerSentEvents(FollowAsync(store, view, known, person, fragments, clock, logger, host.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(IStoreGrain store, StoreView view, long? known, CurrentPerson person,
        Fragments fragments, TimeProvider clock, ILogger logger, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        for (StoreView? next = view; next is not null;)
        {
            var isNew = next.Version != known;
            yield return !isNew
                ? new SseItem<string>("", "pulse")
                : new SseItem<string>(await fragments.RenderAsync(LivePart, next), "view")
                {
                    EventId = next.Version.ToString(CultureInfo.InvariantCulture),
                    ReconnectionInterval = ReconnectAfter,
                };
            known = next.Version;
            var coming = NextAsync(store, known, person, logger, ended.Token);
            // Those that went away are told once, or the page would go on showing what they used last.
            while (StoreMachine.HasContainers(next.Status) ? await Task.WhenAny(coming, Task.Delay(ContainersEvery, clock, ended.Token)) != coming : isNew)
            {
                isNew = false;
                if (await StreamEnd.NextOrNullAsync(async () => await ContainersView.AskAsync(store, next, clock, ended.Token), logger, ended.Token) is { } containers)
                {
                    // Without an id: what the browser has seen of the store stays what it is.
                    yield return new SseItem<string>(await fragments.RenderAsync(HealthPart, new HealthLine(next, containers)) + await fragments.RenderAsync(ContainersPart, containers), "containers");
                }
            }

            next = await coming;
        }
    }

    /// <summary>The next view, or the same one after some seconds; null when the stream is at its end.</summary>
    private static Task<StoreView?> NextAsync(IStoreGrain store, long? known, CurrentPerson person, ILogger logger, CancellationToken ended)
        => StreamEnd.NextOrNullAsync(async () =>
        {
            var next = await store.NextViewAsync(known ?? -1, ended);
            return await person.IsSignedInAsync(ended) ? next : null;
        }, logger, ended);
}
