using Microsoft.Extensions.DependencyInjection;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Testing.Storage;

/// <summary>Registers a database in memory in the place of a SQL one.</summary>
public static class MemoryStorage
{
    /// <param name="services">The services of a test's host.</param>
    /// <param name="database">Kept by the test, for its faults, and to outlive a host that "crashes".</param>
    public static IServiceCollection AddMemoryStorage(this IServiceCollection services, MemoryEntityStores database) => services
        .AddSingleton(database)
        .AddSingleton(typeof(IEntityStore<>), typeof(MemoryEntityStore<>))
        .AddSingleton<IEntityIndex>(database)
        .AddSingleton<ICapacityLedger>(database)
        .AddSingleton<IJournalKeeper>(database);
}
