using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Silo.Cluster;

/// <summary>A silo on a worker, with its engine and nothing else: no other grains, no database, no secrets, no gateway.</summary>
internal static class WorkerSilo
{
    public static void AddWorkerSilo(this WebApplicationBuilder builder, ClusterOptions cluster)
    {
        builder.Configuration[$"{DockerOptions.Section}:Workers:{cluster.Worker}:{nameof(DockerEndpointOptions.Address)}"] ??= new DockerEndpointOptions().Address;
        builder.Services.AddDockerWorkerEngines(builder.Configuration.InstallationId());
        builder.UseOrleans(silo => silo.AddMember(cluster, hasGateway: false));
        builder.Services.AddHostedService<ImageDoor>();
        builder.Services.AddHostedService<WorkerJoins>();
        builder.Services.AddHealthChecks().AddCheck<OwnEngine>("engine", HealthStatus.Unhealthy, [Composition.Ready]);
    }

    private sealed class OwnEngine(IWorkerEngines engines, IOptions<ClusterOptions> cluster) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
            => await engines.For(WorkerId.Parse(cluster.Value.Worker)).DescribeAsync(cancellationToken) is { Ok: false } silent
                ? HealthCheckResult.Unhealthy(silent.Error.Message)
                : HealthCheckResult.Healthy();
    }
}
