using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Provisioning.Engine;

/// <summary>Asks an engine who it is before anything of a worker is changed for it; the connections that the worker has stay as they are.</summary>
public interface IFirstContact
{
    /// <summary>The engine's own id.</summary>
    /// <param name="upTo">For all of it.</param>
    Task<Result<string>> AskAsync(WorkerId worker, WorkerReach reach, TimeSpan upTo, CancellationToken cancellationToken);
}
