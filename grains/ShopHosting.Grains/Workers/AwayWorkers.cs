using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Workers;

/// <summary>
/// The workers that nobody hears of: a small set that stores and lists are joined with, so that no store's row is written because its worker went away. It is
/// read at most once a second, however many ask.
/// </summary>
public sealed partial class AwayWorkers(IEntityIndex index, IGrainFactory grains, TimeProvider clock, ILogger<AwayWorkers> logger)
{
    private const int Most = 1000;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly IReadOnlyDictionary<string, object?> Unreachable = new Dictionary<string, object?> { ["status"] = nameof(WorkerStatus.Unreachable) };

    private readonly Lock gate = new();
    private ImmutableDictionary<string, WorkerAway> known = ImmutableDictionary<string, WorkerAway>.Empty;
    private Task<ImmutableDictionary<string, WorkerAway>>? reading;
    private long readAt;

    /// <summary>Null of a worker that is there.</summary>
    public async Task<WorkerAway?> OfAsync(WorkerId worker) => (await AllAsync()).GetValueOrDefault(worker.Value);

    /// <summary>By the workers' names.</summary>
    public Task<ImmutableDictionary<string, WorkerAway>> AllAsync()
    {
        lock (gate)
        {
            if (reading is null || reading.IsCompleted && clock.GetElapsedTime(readAt) >= FreshFor)
            {
                readAt = clock.GetTimestamp();
                reading = Task.Run(ReadAsync);                                   // not in the turn of whoever asks first
            }

            return reading;
        }
    }

    /// <summary>While the database does not answer, those that were known.</summary>
    private async Task<ImmutableDictionary<string, WorkerAway>> ReadAsync()
    {
        try
        {
            var rows = await index.ListAsync(WorkerState.Table.Name, Unreachable, null, Most, CancellationToken.None);
            var away = await Task.WhenAll(rows.Select(AwayAsync));
            known = away.OfType<WorkerAway>().ToImmutableDictionary(worker => worker.Worker.Value);
        }
        catch (Exception exception)
        {
            LogNotRead(exception);
        }

        return known;
    }

    /// <summary>Null of one that is back.</summary>
    private async Task<WorkerAway?> AwayAsync(EntityRow row)
        => await grains.GetGrain<IWorkerGrain>(row.Key).LookAsync() is { State: { UnreachableSince: { } since } worker } view
            ? new WorkerAway(worker.Id, since, view.Sight?.EdgeAnswers == true ? worker.EdgeAddress : null)
            : null;

    [LoggerMessage(LogLevel.Warning, "Which workers are away could not be read; what was known before is told")]
    private partial void LogNotRead(Exception exception);
}
