using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores;

/// <summary>The edges, as steps speak of them. A change is accepted at once and served a moment later.</summary>
public interface IEdge
{
    /// <summary>Whether this worker's edge serves the route, and visitors who come in elsewhere are led there.</summary>
    Task<Finding> CompareAsync(WorkerId worker, string host, EdgeRoute route, CancellationToken cancellationToken);

    /// <summary>What this worker's edge is asked for under the host name, served or not yet.</summary>
    Task<EdgeRoute?> AskedForAsync(WorkerId worker, string host, CancellationToken cancellationToken);

    /// <summary>Asks for the route and waits, at most <paramref name="patience"/>, until it is served. False: not yet.</summary>
    Task<Result<bool>> PutAsync(WorkerId worker, string host, EdgeRoute route, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Asks that the host name leads nowhere, if it leads to this owner, and waits likewise.</summary>
    Task<Result<bool>> RemoveAsync(WorkerId worker, string host, string owner, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Asks for a store of this worker as a visitor does: through an edge by which visitors come in.</summary>
    Task<Result<ProbeAnswer>> VisitAsync(WorkerId worker, HttpProbe probe, CancellationToken cancellationToken);
}
