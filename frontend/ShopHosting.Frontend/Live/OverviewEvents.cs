using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Live;

/// <summary><c>GET /admin/events</c> and <c>GET /admin/workers/{id}/events</c>: the live parts of the administrators' overview and of a worker's page.</summary>
internal static class OverviewEvents
{
    public static void MapOverviewEvents(this IEndpointRouteBuilder app) => app.MapGet("/admin/events", Overview).RequireAuthorization(FrontendServices.AdministratorPolicy);

    public static void MapWorkerEvents(this IEndpointRouteBuilder app) => app.MapGet("/admin/workers/{id:worker}/events", Worker).RequireAuthorization(FrontendServices.AdministratorPolicy);

    private static ServerSentEventsResult<string> Overview(string? after, HttpContext context, CurrentAdministrator administrator, AskedEvents events)
        => events.Begin(context, "/Components/AdminOverview/Default.cshtml", after, async ended => new OverviewLive(await administrator.Overview.ViewAsync(ended)), view => view.Version);

    private static ServerSentEventsResult<string> Worker(WorkerId id, string? after, HttpContext context, CurrentAdministrator administrator, AskedEvents events)
        => events.Begin(context, "/Components/AdminWorker/Default.cshtml", after,
            async ended => await administrator.Overview.WorkerAsync(id, ended) is { } view ? new WorkerLive(view) : null, view => view.Version);
}
