using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Security;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Live;

/// <summary>
/// What the parts of a store write, live and as a file. An event's id is the line's cursor, so a browser that was away asks for exactly what it missed, also when
/// the container was made anew meanwhile.
/// </summary>
internal static class StoreLogs
{
    /// <summary>After this a quiet stream shows that it lives, and the session is looked at.</summary>
    private static readonly TimeSpan PulseEvery = TimeSpan.FromSeconds(10);

    /// <summary>A log that ended (its container stopped, or its worker does not answer) is asked again after this time.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    public static void MapStoreLogs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/stores/{id:store}/logs/events", BeginAsync).RequireAuthorization().RequireRateLimiting(RateLimits.Logs);
        app.MapGet("/stores/{id:store}/logs/download", DownloadAsync).RequireAuthorization().RequireRateLimiting(RateLimits.Logs);
    }

    /// <summary>The lines that hold the text; all without one.</summary>
    public static bool Holds(StoreLogLine line, string? find) => string.IsNullOrEmpty(find) || LogText.Plain(line.Text).Contains(find, StringComparison.OrdinalIgnoreCase);

    private static async Task<Results<ServerSentEventsResult<string>, NotFound>> BeginAsync(
        StoreId id, string? part, string? find, long? after, HttpContext context, CurrentCustomer customer, CurrentPerson person, TimeProvider clock, IHostApplicationLifetime host)
    {
        var store = customer.Store(id);
        if (await store.ViewAsync(context.RequestAborted) is not { } view || view.Parts.All(known => known.Name != part))
        {
            return TypedResults.NotFound();
        }

        var cursor = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : Math.Max(0, after ?? 0);
        return TypedResults.ServerSentEvents(FollowAsync(store, part!, find, cursor, person, clock, host.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(
        IStoreGrain store, string part, string? find, long cursor, CurrentPerson person, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        yield return new SseItem<string>("", "pulse");
        while (!ended.IsCancellationRequested)
        {
            await using var lines = store.LogsAsync(part, cursor, 1, follow: true, ended.Token).GetAsyncEnumerator(ended.Token);
            var next = HasNextAsync(lines, ended.Token);
            while (true)
            {
                if (await Task.WhenAny(next, PauseAsync(PulseEvery, clock, ended.Token)) != next)
                {
                    if (ended.IsCancellationRequested || !await person.IsSignedInAsync(CancellationToken.None))
                    {
                        await ended.CancelAsync();
                        await next;
                        yield break;
                    }

                    yield return new SseItem<string>("", "pulse");
                    continue;
                }

                if (!await next)
                {
                    break;
                }

                var line = lines.Current;
                cursor = line.Cursor;
                if (Holds(line, find))
                {
                    yield return new SseItem<string>(JsonSerializer.Serialize(new ShownLine(Moment(line), line.IsError, LogText.Plain(line.Text)), JsonSerializerOptions.Web), "line")
                    {
                        EventId = cursor.ToString(CultureInfo.InvariantCulture),
                        ReconnectionInterval = AskAgainAfter,
                    };
                }

                next = HasNextAsync(lines, ended.Token);
            }

            await PauseAsync(AskAgainAfter, clock, ended.Token);
        }
    }

    /// <summary>The last lines as a text file, written while they are read.</summary>
    private static async Task<IResult> DownloadAsync(StoreId id, string? part, string? find, HttpContext context, CurrentCustomer customer, CancellationToken cancellationToken)
    {
        var store = customer.Store(id);
        if (await store.ViewAsync(cancellationToken) is not { } view || view.Parts.All(known => known.Name != part))
        {
            return TypedResults.NotFound();
        }

        return TypedResults.Stream(async body =>
        {
            await using var file = new StreamWriter(body, new UTF8Encoding(false), leaveOpen: true);
            await foreach (var line in store.LogsAsync(part!, 0, StoreLogLine.MostTail, follow: false, cancellationToken))
            {
                if (Holds(line, find))
                {
                    await file.WriteAsync($"{Moment(line)} {LogText.Plain(line.Text)}\n");
                }
            }
        }, "text/plain; charset=utf-8", $"{view.Order.Name}-{part}.log");
    }

    public static string Moment(StoreLogLine line) => line.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static async Task<bool> HasNextAsync(IAsyncEnumerator<StoreLogLine> lines, CancellationToken ended)
    {
        try
        {
            return await lines.MoveNextAsync();
        }
        catch (Exception) when (ended.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Task PauseAsync(TimeSpan pause, TimeProvider clock, CancellationToken ended)
        => Task.Delay(pause, clock, ended).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private sealed record ShownLine(string At, bool IsError, string Text);
}
