using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Silo.Cluster;

/// <summary>A worker whose engine has an address here is reached there, as in the Single edition; every other one by the silo that runs on it.</summary>
internal sealed class ClusterWorkerEngines(DockerWorkerEngines addressed, IOptions<DockerOptions> options, IGrainFactory grains) : IWorkerEngines
{
    public IWorkerEngine For(WorkerId worker) => options.Value.Workers.ContainsKey(worker.Value) ? addressed.For(worker) : new GrainWorkerEngine(worker, grains);
}
