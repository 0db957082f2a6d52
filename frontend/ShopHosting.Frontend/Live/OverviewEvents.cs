using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Live;

/// <summary>
/// <c>GET /admin/events</c>: the live part of the administrators' overview as server-sent events. It is asked every few seconds and rendered anew when it says something
/// else; a <c>pulse</c> keeps the connection alive, and the stream ends with the session.
/// </summary>
internal static class OverviewEvents
{
    private const string LivePart = "/Components/AdminOverview/Default.cshtml";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(2);

    public static void MapOverviewEvents(this IEndpointRouteBuilder app) => app.MapGet("/admin/events", Begin).RequireAuthorization(FrontendServices.AdministratorPolicy);

    private static ServerSentEventsResult<string> Begin(string? after, HttpContext context, CurrentAdministrator administrator, CurrentPerson person, Fragments fragments,
        TimeProvider clock, IHostApplicationLifetime host, ILoggerFactory loggers)
    {
        var known = context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? after;
        return TypedResults.ServerSentEvents(
            FollowAsync(known, administrator, person, fragments, clock, loggers.CreateLogger(typeof(OverviewEvents)), host.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(string? known, CurrentAdministrator administrator, CurrentPerson person, Fragments fragments,
        TimeProvider clock, ILogger logger, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        for (var pause = TimeSpan.Zero; await NextAsync(administrator, person, pause, clock, logger, ended.Token) is { } next; pause = LookEvery)
        {
            yield return next.Version == known
                ? new SseItem<string>("", "pulse")
                : new SseItem<string>(await fragments.RenderAsync(LivePart, next), "view") { EventId = next.Version, ReconnectionInterval = ReconnectAfter };
            known = next.Version;
        }
    }

    private static Task<OverviewLive?> NextAsync(CurrentAdministrator administrator, CurrentPerson person, TimeSpan pause, TimeProvider clock, ILogger logger, CancellationToken ended)
        => StreamEnd.NextOrNullAsync(async () =>
        {
            await Task.Delay(pause, clock, ended);
            return await person.IsSignedInAsync(ended) ? new OverviewLive(await administrator.Overview.ViewAsync(ended)) : null;
        }, logger, ended);
}
