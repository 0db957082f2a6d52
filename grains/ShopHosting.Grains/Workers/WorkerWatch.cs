using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.Grains.Workers;

/// <summary>
/// Keeps an eye on each worker: whether it is there, its engine's events as they happen, and now and then everything by one labelled list call. Only what
/// differs is woken; of a worker that is away, nothing is.
/// </summary>
public sealed partial class WorkerWatch(
    IGrainFactory grains,
    IWorkerEngines engines,
    IProbeClient probes,
    IEntityIndex index,
    WorkerSweep sweep,
    IWatchShare share,
    PlatformContainers containers,
    IOptions<WorkerOptions> options,
    IOptions<InstallationOptions> installation,
    TimeProvider clock,
    ILogger<WorkerWatch> logger) : BackgroundService
{
    /// <summary>Docker restarts what died by itself; only what is still down after this is drift.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(2);

    /// <summary>A worker's grain is told what is seen of it when that changes, and so often: it may have been moved, or its row changed by hand.</summary>
    private static readonly TimeSpan TellPeriod = TimeSpan.FromSeconds(10);

    private const int MostAskedAtOnce = 512;
    private static readonly string[] Changes = ["die", "destroy", "stop", "kill", "oom", "update"];
    private readonly ConcurrentDictionary<(WorkerId Worker, string? Store), byte> settling = new();
    private readonly SemaphoreSlim asking = new(MostAskedAtOnce);

    /// <summary>Containers that just ran out of memory, and whether they ended since.</summary>
    private readonly ConcurrentDictionary<string, bool> starved = new();

    public override void Dispose()
    {
        asking.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watched = new Dictionary<string, Watched>(StringComparer.Ordinal);
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(() => grains.GetGrain<IReconcilerGrain>(IReconcilerGrain.Key).PingAsync(stoppingToken), "the reconciler");
            await TryAsync(async () =>
            {
                foreach (var row in await index.ListAsync(WorkerState.Table.Name, new Dictionary<string, object?>(), null, int.MaxValue, stoppingToken))
                {
                    var isLookedAfter = WorkerMachine.IsLookedAfter(Enum.Parse<WorkerStatus>((string)row.Columns["status"]!));
                    if (isLookedAfter && !watched.ContainsKey(row.Key))
                    {
                        watched.Add(row.Key, Watch(WorkerId.Parse(row.Key), stoppingToken));
                    }
                    else if (!isLookedAfter && watched.Remove(row.Key, out var retired))
                    {
                        await EndAsync(retired);
                    }
                }
            }, "the list of workers");
            await PauseAsync(options.Value.WakePeriod, stoppingToken);
        }

        await Task.WhenAll(watched.Values.Select(EndAsync));
    }

    private Watched Watch(WorkerId worker, CancellationToken stoppingToken)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        return new(end, WatchAsync(worker, end.Token));
    }

    private static async Task EndAsync(Watched watched)
    {
        await watched.End.CancelAsync();
        await watched.Watching;
        watched.End.Dispose();
    }

    /// <summary>Begins anew when it joins elsewhere, or becomes this process's to look after.</summary>
    private async Task WatchAsync(WorkerId worker, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            WorkerState? state = null;
            if (share.IsMine(worker))
            {
                await TryAsync(async () => state = await grains.GetGrain<IWorkerGrain>(worker.Value).ViewAsync(stoppingToken), worker.Value);
            }

            if (state is null)
            {
                await PauseAsync(ReconnectPause, stoppingToken);
                continue;
            }

            using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var lookout = LookoutFor(state);
            await Task.WhenAll(LookOutAsync(state, lookout, end), ListenAsync(worker, lookout, end.Token), SweepAsync(worker, lookout, end.Token));
        }
    }

    private WorkerLookout LookoutFor(WorkerState worker) => new(
        worker.Id, engines, probes, worker.EdgeAddress is { } edge ? (edge, installation.Value.EdgePort) : null, asking,
        worker is { Status: WorkerStatus.Unreachable, UnreachableSince: { } since } ? WorkerSight.Away(since) : WorkerSight.Begin(clock.GetUtcNow()), clock);

    private async Task LookOutAsync(WorkerState worker, WorkerLookout lookout, CancellationTokenSource end)
    {
        // Not all at the same moment.
        await PauseAsync(lookout.Sight.AskAgainIn * ((uint)worker.Key.GetHashCode(StringComparison.Ordinal) % 100 / 100.0), end.Token);
        var (told, toldAt, telling) = (lookout.Sight, DateTimeOffset.MinValue, Task.CompletedTask);
        while (!end.IsCancellationRequested)
        {
            var asked = clock.GetTimestamp();
            await TryAsync(() => lookout.AskAsync(end.Token), worker.Key);
            var sight = lookout.Sight;
            if (telling.IsCompleted && (sight.Is != told.Is || sight.EdgeAnswers != told.EdgeAnswers || clock.GetUtcNow() - toldAt >= TellPeriod))
            {
                telling = TellAsync(worker, told, sight, end);
                (told, toldAt) = (sight, clock.GetUtcNow());
            }

            await PauseAsync(sight.AskAgainIn - clock.GetElapsedTime(asked), end.Token);
        }

        await telling;
    }

    private Task TellAsync(WorkerState worker, WorkerSight before, WorkerSight sight, CancellationTokenSource end) => TryAsync(async () =>
    {
        if (before.Is != sight.Is)
        {
            LogSight(worker.Key, before.Is, sight.Is, sight.HeardAt, sight.EdgeAnswers);
        }

        var grain = grains.GetGrain<IWorkerGrain>(worker.Key);
        await grain.SightAsync(sight, end.Token);
        if (before.Is == Sight.Lost && sight.Is == Sight.Seen)
        {
            TryAsync(() => sweep.SweepAsync(worker.Id, end.Token), worker.Key).Ignore();     // nothing was looked for while it was away
        }

        var now = await grain.ViewAsync(end.Token);
        if (!share.IsMine(worker.Id) || (now?.Endpoint, now?.Address) != (worker.Endpoint, worker.Address))
        {
            await end.CancelAsync();
        }
    }, worker.Key);

    private async Task SweepAsync(WorkerId worker, WorkerLookout lookout, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(() => lookout.Sight switch
            {
                { Is: Sight.Seen } => sweep.SweepAsync(worker, stoppingToken),
                { Is: Sight.Lost, EdgeAnswers: true } => sweep.ObserveAsync(worker, stoppingToken),
                _ => Task.CompletedTask,
            }, worker.Value);
            await PauseAsync(options.Value.CheckPeriod, stoppingToken);
        }
    }

    private async Task ListenAsync(WorkerId worker, WorkerLookout lookout, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (lookout.Sight.Is != Sight.Lost)
            {
                await TryAsync(() => HearAsync(worker, lookout, stoppingToken), worker.Value);
            }

            await PauseAsync(ReconnectPause, stoppingToken);
        }
    }

    /// <summary>Until the connection ends.</summary>
    private async Task HearAsync(WorkerId worker, WorkerLookout lookout, CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var happened in engines.For(worker).EventsAsync(containers.Labels, stoppingToken))
            {
                lookout.Observe(SightPath.Events, isAnswered: true);
                if (lookout.Sight.Is == Sight.Seen)
                {
                    Notice(worker, happened, stoppingToken);
                }
            }
        }
        catch (EngineStreamException)
        {
            lookout.Observe(SightPath.Events, isAnswered: false);
            throw;
        }
    }

    private void Notice(WorkerId worker, EngineEvent happened, CancellationToken stoppingToken)
    {
        if (happened.IsConnected)
        {
            TryAsync(() => sweep.SweepAsync(worker, isAfterSilence: true, stoppingToken), worker.Value).Ignore();
        }
        else if (Changes.Contains(happened.Action))
        {
            var store = WorkerSweep.StoreOf(happened.Labels);
            CheckSoonAsync(worker, store, stoppingToken).Ignore();
            NoticeStarved(store, happened, stoppingToken);
        }
    }

    private void NoticeStarved(string? store, EngineEvent happened, CancellationToken stoppingToken)
    {
        if (happened.Action == "die")
        {
            starved.TryUpdate(happened.Name, true, false);
        }
        else if (happened.Action == "oom" && store is not null && happened.Labels.GetValueOrDefault(EngineLabels.Role) is { } part && starved.TryAdd(happened.Name, false))
        {
            TellStarvedAsync(store, part, happened, stoppingToken).Ignore();
        }
    }

    /// <summary>However often it happens within a moment, it is told once, and then it is known whether the container ended.</summary>
    private async Task TellStarvedAsync(string store, string part, EngineEvent happened, CancellationToken stoppingToken)
    {
        await PauseAsync(Settle, stoppingToken);
        starved.TryRemove(happened.Name, out var hasEnded);
        await TryAsync(() => grains.GetGrain<IStoreGrain>(store).HappenedAsync(StoreIncidentKind.OutOfMemory, part, happened.At, hasEnded, stoppingToken), store);
    }

    /// <summary>However many containers of one store go at once, it is looked at once.</summary>
    private async Task CheckSoonAsync(WorkerId worker, string? store, CancellationToken stoppingToken)
    {
        if (!settling.TryAdd((worker, store), 0))
        {
            return;
        }

        await PauseAsync(Settle, stoppingToken);
        settling.TryRemove((worker, store), out _);
        await TryAsync(() => store is null ? grains.GetGrain<IWorkerGrain>(worker.Value).CheckAsync(stoppingToken) : grains.GetGrain<IStoreGrain>(store).CheckAsync(worker, stoppingToken), store ?? worker.Value);
    }

    /// <summary>Nothing that goes wrong here ends the watch; it is told and comes round again.</summary>
    private async Task TryAsync(Func<Task> look, string what)
    {
        try
        {
            await look();
        }
        catch (OperationCanceledException)
        {
        }
        catch (EngineStreamException lost)
        {
            LogStreamLost(what, lost.Error.Message);
        }
        catch (Exception exception)
        {
            LogNotLooked(exception, what);
        }
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken stoppingToken)
        => Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, clock, stoppingToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private sealed record Watched(CancellationTokenSource End, Task Watching);

    [LoggerMessage(LogLevel.Warning, "The events of worker {Worker} ended and are listened to again: {Message}")]
    private partial void LogStreamLost(string worker, string message);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker}: {From} -> {To}; heard last {HeardAt:O}, its edge answers: {EdgeAnswers}")]
    private partial void LogSight(string worker, Sight from, Sight to, DateTimeOffset heardAt, bool? edgeAnswers);

    [LoggerMessage(LogLevel.Warning, "Looking at {What} failed; it comes round again")]
    private partial void LogNotLooked(Exception exception, string what);
}
