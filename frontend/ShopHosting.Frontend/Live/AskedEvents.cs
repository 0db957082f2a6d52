using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Live;

/// <summary>
/// A part of an administrators' page as server-sent events: it is asked every few seconds and rendered anew when it says something else; a <c>pulse</c> keeps the
/// connection alive, and the stream ends with the session, or when there is no such thing any more.
/// </summary>
internal sealed class AskedEvents(CurrentPerson person, Fragments fragments, TimeProvider clock, IHostApplicationLifetime host, ILogger<AskedEvents> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(2);

    /// <param name="context">Of the request.</param>
    /// <param name="part">Where the part's markup is.</param>
    /// <param name="after">The version that the page has, when the browser does not tell one.</param>
    /// <param name="ask">The view; null when there is none.</param>
    /// <param name="version">Of a view.</param>
    public ServerSentEventsResult<string> Begin<TView>(HttpContext context, string part, string? after, Func<CancellationToken, Task<TView?>> ask, Func<TView, string> version) where TView : class
        => TypedResults.ServerSentEvents(FollowAsync(context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? after, part, ask, version, context.RequestAborted));

    private async IAsyncEnumerable<SseItem<string>> FollowAsync<TView>(
        string? known, string part, Func<CancellationToken, Task<TView?>> ask, Func<TView, string> version, [EnumeratorCancellation] CancellationToken gone) where TView : class
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(host.ApplicationStopping, gone);
        for (var pause = TimeSpan.Zero; await NextAsync(pause, ask, ended.Token) is { } next; pause = LookEvery)
        {
            yield return version(next) == known
                ? new SseItem<string>("", "pulse")
                : new SseItem<string>(await fragments.RenderAsync(part, next), "view") { EventId = version(next), ReconnectionInterval = ReconnectAfter };
            known = version(next);
        }
    }

    private Task<TView?> NextAsync<TView>(TimeSpan pause, Func<CancellationToken, Task<TView?>> ask, CancellationToken ended) where TView : class
        => StreamEnd.NextOrNullAsync(async () =>
        {
            await Task.Delay(pause, clock, ended);
            return await person.IsSignedInAsync(ended) ? await ask(ended) : null;
        }, logger, ended);
}
