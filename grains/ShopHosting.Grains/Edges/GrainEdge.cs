using ShopHosting.Contracts.Edges;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Grains.Edges;

/// <summary>The edges as steps speak of them, through their grains.</summary>
public sealed class GrainEdge(IGrainFactory grains, TimeProvider clock) : IEdge
{
    public async Task<Finding> CompareAsync(WorkerId worker, string host, EdgeRoute route, CancellationToken cancellationToken)
    {
        var state = (await Edge(worker).ViewAsync(0, TimeSpan.Zero, cancellationToken)).State;
        return state.Routes.GetValueOrDefault(host) switch
        {
            null when state.Applied == state.Generation => Finding.None,
            null => new Finding.Different("still served"),
            var found when found.Owner != route.Owner => new Finding.Foreign(new Error(ErrorKind.NotPossible, "edge.foreign-route", $"The address {host} leads to another shop.")),
            var found when found == route && state.Applied == state.Generation => Finding.Fine,
            _ => new Finding.Different("not served yet"),
        };
    }

    public async Task<bool> IsAskedForAsync(WorkerId worker, string host, EdgeRoute route, CancellationToken cancellationToken)
        => (await Edge(worker).ViewAsync(0, TimeSpan.Zero, cancellationToken)).State.Routes.GetValueOrDefault(host) == route;

    public Task<Result<bool>> PutAsync(WorkerId worker, string host, EdgeRoute route, TimeSpan patience, CancellationToken cancellationToken)
        => ServedAsync(worker, Edge(worker).PutRouteAsync(host, route, cancellationToken), patience, cancellationToken);

    public Task<Result<bool>> RemoveAsync(WorkerId worker, string host, string owner, TimeSpan patience, CancellationToken cancellationToken)
        => ServedAsync(worker, Edge(worker).RemoveRouteAsync(host, owner, cancellationToken), patience, cancellationToken);

    /// <summary>An edge that is busy with a configuration takes the change after it: not yet.</summary>
    private async Task<Result<bool>> ServedAsync(WorkerId worker, Task<Result<long>> change, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        Result<long> generation;
        try
        {
            generation = await change.WaitAsync(patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }

        if (!generation.Ok)
        {
            return generation.Error;
        }

        var state = (await Edge(worker).ViewAsync(generation.Value, patience - clock.GetElapsedTime(started), cancellationToken)).State;
        return state.Applied >= generation.Value ? true : state.Problem is { } problem ? problem : false;
    }

    private IEdgeGrain Edge(WorkerId worker) => grains.GetGrain<IEdgeGrain>(worker.Value);
}
