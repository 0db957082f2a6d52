using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace ShopHosting.Silo.Cluster;

/// <summary>On the silo of the worker that the grain's key names, and nowhere else.</summary>
internal sealed class WorkerPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class WorkerPlacementAttribute() : PlacementAttribute(new WorkerPlacement());

internal sealed class WorkerPlacementDirector(ISiloMetadataCache metadata) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var worker = target.GrainIdentity.Key.ToString();
        var silo = context.GetCompatibleSilos(target)
            .Where(silo => metadata.GetSiloMetadata(silo)?.Metadata.GetValueOrDefault(SiloRoles.Worker) == worker)
            .MaxBy(silo => silo.Generation);                            // one that was started anew may still be listed twice
        return silo is null ? throw new SiloUnavailableException($"No silo of worker {worker} is in the cluster.") : Task.FromResult(silo);
    }
}
