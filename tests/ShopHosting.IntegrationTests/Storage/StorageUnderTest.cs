using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>An empty database of one kind, and a way round its ports for what only another version of the program would write.</summary>
public abstract class StorageUnderTest : IAsyncDisposable
{
    public abstract IEntityStore<TState> Store<TState>() where TState : class, IEntityState<TState>;

    public abstract IEntityIndex Index { get; }

    public abstract ICapacityLedger Ledger { get; }

    public abstract IJournalKeeper Keeper { get; }

    public abstract Task<string> StateOfAsync(string table, string key);

    public abstract Task RewriteAsync(string table, string key, Func<string, string> rewrite);

    public abstract ValueTask DisposeAsync();
}
