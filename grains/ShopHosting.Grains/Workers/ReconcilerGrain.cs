using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Edges;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Workers;

/// <summary>Asks the database who owes work and wakes it: what survives a crash at any point. Has the database forget what is long over.</summary>
public sealed partial class ReconcilerGrain(
    IEntityIndex index, IJournalKeeper journal, IOptions<WorkerOptions> options, IOptions<JournalOptions> kept, TimeProvider clock, ILogger<ReconcilerGrain> logger) : Grain, IReconcilerGrain
{
    private const int MostAtOnce = 200;

    /// <summary>What is forgotten at once holds up other writers, and is some milliseconds' work.</summary>
    private const int MostForgottenAtOnce = 100;

    private static readonly TimeSpan ForgetPeriod = TimeSpan.FromHours(1);

    /// <summary>Where the next round goes on, by table: whoever stays due however often he is woken does not keep the others from their turn.</summary>
    private readonly Dictionary<string, DueEntity?> next = [];

    private DateTimeOffset forgetAt;

    public Task PingAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TimeSpan.Zero, options.Value.WakePeriod) { KeepAlive = true });
        return Task.CompletedTask;
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        await WakeAsync<IPersonGrain>(PersonState.Table.Name, person => person.WakeAsync(cancellationToken), cancellationToken);
        await WakeAsync<IAccountGrain>(AccountState.Table.Name, account => account.WakeAsync(cancellationToken), cancellationToken);
        await WakeAsync<IWorkerGrain>(WorkerState.Table.Name, worker => worker.WakeAsync(cancellationToken), cancellationToken);
        await WakeAsync<IEdgeGrain>(EdgeState.Table.Name, edge => edge.WakeAsync(cancellationToken), cancellationToken);
        await WakeAsync<IStoreGrain>(StoreState.Table.Name, store => store.WakeAsync(cancellationToken), cancellationToken);
        WatchAsync(StoreState.Table.Name, IWaitingLineGrain.Key, () => GrainFactory.GetGrain<IWaitingLineGrain>(IWaitingLineGrain.Key).WakeAsync(cancellationToken)).Ignore();
        await ForgetAsync(cancellationToken);
    }

    /// <summary>So many in each round while there are more; then not for an hour.</summary>
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now >= forgetAt)
        {
            var forgotten = await journal.ForgetAsync(now - kept.Value.Keep, kept.Value.KeepNewest, MostForgottenAtOnce, cancellationToken);
            forgetAt = forgotten == MostForgottenAtOnce ? now : now + ForgetPeriod;
        }
    }

    /// <summary>Wakes those that are due, so many in each round. Nobody waits for the answers: whoever is busy is woken again when it comes round.</summary>
    private async Task WakeAsync<TGrain>(string table, Func<TGrain, Task> wake, CancellationToken cancellationToken) where TGrain : IGrainWithStringKey
    {
        var due = await index.DueAsync(table, clock.GetUtcNow(), next.GetValueOrDefault(table), MostAtOnce, cancellationToken);
        next[table] = due.Count == MostAtOnce ? due[^1] : null;
        foreach (var entity in due)
        {
            WatchAsync(table, entity.Key, () => wake(GrainFactory.GetGrain<TGrain>(entity.Key))).Ignore();
        }
    }

    /// <summary>A call that can't be sent throws before there is a task; that must not keep the others from being woken.</summary>
    private async Task WatchAsync(string table, string key, Func<Task> wake)
    {
        try
        {
            await wake();
        }
        catch (Exception exception)
        {
            LogNotWoken(exception, table, key);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Table} {Key} owes work and could not be woken")]
    private partial void LogNotWoken(Exception exception, string table, string key);
}
