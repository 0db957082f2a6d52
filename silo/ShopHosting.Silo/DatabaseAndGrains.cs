using Microsoft.Extensions.Diagnostics.HealthChecks;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Silo;

/// <summary>Asks a grain and, through it, the database.</summary>
internal sealed class DatabaseAndGrains(IGrainFactory grains) : IHealthCheck
{
    private static readonly StoreName AnyName = StoreName.Parse("readiness-question").Value;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await grains.GetGrain<IReconcilerGrain>(IReconcilerGrain.Key).PingAsync(cancellationToken);
            await grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).IsFreeAsync(AnyName, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Database or grains do not answer.", exception);
        }
    }
}
