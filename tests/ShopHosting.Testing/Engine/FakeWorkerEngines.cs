using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>Engines in memory, one for each worker.</summary>
public sealed class FakeWorkerEngines(Func<WorkerId, FakeWorkerEngine> find) : IWorkerEngines
{
    public IWorkerEngine For(WorkerId worker) => find(worker);
}
