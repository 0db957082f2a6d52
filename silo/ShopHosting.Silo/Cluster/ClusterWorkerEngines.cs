using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// A worker whose engine has an address, by this node's configuration or by its row, is reached there, as in the Single edition; one whose row says that it has a
/// silo is reached by that.
/// </summary>
internal sealed class ClusterWorkerEngines(IWorkerEngines addressed, IOptions<DockerOptions> options, IGrainFactory grains, IEntityStore<WorkerState> rows) : IWorkerEngines
{
    private readonly ConcurrentDictionary<WorkerId, WorkerEngineByRow> engines = new();

    public IWorkerEngine For(WorkerId worker) => options.Value.Workers.ContainsKey(worker.Value)
        ? addressed.For(worker)
        : engines.GetOrAdd(worker, static (id, self) => new(cancellationToken => self.FindAsync(id, cancellationToken)), this);

    public void Renew(WorkerId worker)
    {
        addressed.Renew(worker);
        engines.TryRemove(worker, out _);
    }

    private async Task<IWorkerEngine> FindAsync(WorkerId worker, CancellationToken cancellationToken)
        => (await rows.LoadAsync(worker.Value, cancellationToken))?.State.Endpoint == WorkerEndpoint.Silo ? new GrainWorkerEngine(worker, grains) : addressed.For(worker);
}
