using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>Registers the stores of entities, the index and the ledger on a SQL database.</summary>
public static class SqlStorage
{
    /// <param name="services">The services of the control role.</param>
    /// <param name="configuration">The root; <see cref="SqlOptions.Section"/> is read.</param>
    public static IServiceCollection AddSqlStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<SqlOptions, SqlOptionsValidator>().Bind(configuration.GetSection(SqlOptions.Section));
        services.AddSingleton<SqlDatabase>();
        services.AddSingleton(typeof(IEntityStore<>), typeof(SqlEntityStore<>));
        services.AddSingleton<IEntityIndex, SqlEntityIndex>();
        services.AddSingleton<ICapacityLedger, SqlCapacityLedger>();
        services.AddSingleton<IJournalKeeper, SqlJournalKeeper>();
        BeforeStart.Add(services, (provider, cancellationToken) => provider.GetRequiredService<SqlDatabase>().OpenAsync(cancellationToken));
        services.AddHostedService<KeptDatabase>();
        return services;
    }
}
