using Microsoft.Extensions.Diagnostics.HealthChecks;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Silo;

/// <summary>Asks a grain and, through it, the database.</summary>
internal sealed class DatabaseAndGrains(IGrainFactory grains, TimeProvider clock) : IHealthCheck
{
    private static readonly StoreName AnyName = StoreName.Parse("readiness-question").Value;

    /// <summary>Who asks must get an answer while it still waits for one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await grains.GetGrain<IReconcilerGrain>(IReconcilerGrain.Key).PingAsync(cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            await grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).IsFreeAsync(AnyName, cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Database or grains do not answer.", exception);
        }
    }
}
