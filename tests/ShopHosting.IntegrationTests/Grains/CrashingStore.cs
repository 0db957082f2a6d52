using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>Rows whose writers may die before and after each commit.</summary>
internal sealed class CrashingStore<TState>(MemoryEntityStores database, StoreWorld world) : IEntityStore<TState> where TState : class, IEntityState<TState>
{
    private readonly IEntityStore<TState> inner = database.Store<TState>();

    public Task<Stored<TState>?> LoadAsync(string key, CancellationToken cancellationToken) => inner.LoadAsync(key, cancellationToken);

    public async Task<SaveOutcome> SaveAsync(string key, long expectedVersion, TState state, Journal journal, CancellationToken cancellationToken)
    {
        var outcome = await world.Crash.PassAsync($"saving {TState.Table.Name} {expectedVersion + 1}", changesSomething: true, () => inner.SaveAsync(key, expectedVersion, state, journal, cancellationToken));
        world.Saved(state);
        return outcome;
    }
}
