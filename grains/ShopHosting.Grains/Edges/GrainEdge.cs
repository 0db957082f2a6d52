using ShopHosting.Contracts.Edges;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Grains.Edges;

/// <summary>
/// The edges as steps speak of them, through their grains. The owner's edge comes first with a route and last without it: an ingress never forwards to where
/// nothing is.
/// </summary>
public sealed class GrainEdge(IGrainFactory grains, EdgeNeighbours neighbours, IWorkerEngines engines, TimeProvider clock) : IEdge
{
    /// <summary>An entrance that can't ask, or does not get through, says nothing about the shop, so another one is tried; who waits for the answer does not wait for all of them.</summary>
    private const int MostOtherEntrances = 2;

    public async Task<Finding> CompareAsync(WorkerId worker, string host, EdgeRoute route, CancellationToken cancellationToken)
    {
        var state = (await Edge(worker).ViewAsync(0, TimeSpan.Zero, cancellationToken)).State;
        var isForwarded = await Map(host).FindAsync(host, cancellationToken) == new Forward(worker, route.Owner);
        return state.Routes.GetValueOrDefault(host) switch
        {
            null when state.Applied == state.Generation && !isForwarded => Finding.None,
            null => new Finding.Different("still served"),
            var found when found.Owner != route.Owner => new Finding.Foreign(new Error(ErrorKind.NotPossible, "edge.foreign-route", $"The address {host} leads to another shop.")),
            var found when found == route && state.Applied == state.Generation && isForwarded => Finding.Fine,
            _ => new Finding.Different("not served yet"),
        };
    }

    public async Task<EdgeRoute?> AskedForAsync(WorkerId worker, string host, CancellationToken cancellationToken)
        => (await Edge(worker).ViewAsync(0, TimeSpan.Zero, cancellationToken)).State.Routes.GetValueOrDefault(host);

    public async Task<Result<bool>> PutAsync(WorkerId worker, string host, EdgeRoute route, TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = Until(patience);
        var served = await ServedAsync(worker, Edge(worker).PutRouteAsync(host, route, cancellationToken), until, cancellationToken);
        return served is { Ok: true, Value: true } ? await FollowedAsync(worker, host, Map(host).PutAsync(host, new Forward(worker, route.Owner), cancellationToken), until, cancellationToken) : served;
    }

    public async Task<Result<bool>> RemoveAsync(WorkerId worker, string host, string owner, TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = Until(patience);
        var followed = await FollowedAsync(worker, host, Map(host).RemoveAsync(host, new Forward(worker, owner), cancellationToken), until, cancellationToken);
        return followed is { Ok: true, Value: true } ? await ServedAsync(worker, Edge(worker).RemoveRouteAsync(host, owner, cancellationToken), until, cancellationToken) : followed;
    }

    public async Task<Result<ProbeAnswer>> VisitAsync(WorkerId worker, HttpProbe probe, CancellationToken cancellationToken)
    {
        var entrances = (await neighbours.IngressAsync(cancellationToken)).Where(ingress => ingress.IsSeen).Select(ingress => ingress.Id).OrderByDescending(ingress => ingress == worker).ToList();
        var (answer, isShops) = await VisitByAsync(entrances.Count == 0 ? worker : entrances[0], worker, probe, cancellationToken);
        foreach (var other in entrances.Skip(1).Take(MostOtherEntrances).TakeWhile(_ => !isShops))
        {
            (answer, isShops) = await VisitByAsync(other, worker, probe, cancellationToken);
        }

        return answer;
    }

    /// <summary>An entrance that does not reach the worker's edge answers visitors itself, which is told as what it is.</summary>
    private async Task<(Result<ProbeAnswer> Answer, bool IsShops)> VisitByAsync(WorkerId entrance, WorkerId worker, HttpProbe probe, CancellationToken cancellationToken)
    {
        var answer = await engines.For(entrance).ProbeAsync(probe, cancellationToken);
        if (answer is not { Ok: true, Value: { IsAsWanted: false, Status: EdgeConfiguration.AwayStatus } failed })
        {
            return (answer, answer.Ok);
        }

        var own = probe with { UpTo = TimeSpan.Zero, ExpectStatus = EdgeConfiguration.AwayStatus, ExpectHeader = EdgeConfiguration.PageHeader, ExpectHeaderValue = EdgeConfiguration.AwayPage };
        return await engines.For(entrance).ProbeAsync(own, cancellationToken) is { Ok: true, Value.IsAsWanted: true }
            ? (failed with { Problem = $"Where visitors come in ({entrance}) nobody gets through to its server ({worker})." }, false)
            : (answer, true);
    }

    /// <summary>
    /// The ingress edges have the part of the map as it is now. One that can't be reached, or takes nothing new, is not waited for: it has what it had, and
    /// follows when it can.
    /// </summary>
    private async Task<Result<bool>> FollowedAsync(WorkerId worker, string host, Task<Result<long>> change, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var version = await change;
        if (!version.Ok)
        {
            return version.Error;
        }

        var ingress = (await neighbours.IngressAsync(cancellationToken)).Where(ingress => ingress.Id != worker);
        var followed = await Task.WhenAll(ingress.Select(async ingress =>
            await ServedAsync(ingress.Id, Edge(ingress.Id).FollowAsync(ForwardMap.PartOf(host), version.Value, cancellationToken), until, cancellationToken) is not { Ok: true, Value: false }
                || !ingress.IsSeen));
        return followed.All(has => has);
    }

    /// <summary>An edge that is busy with a configuration takes the change after it: not yet.</summary>
    private async Task<Result<bool>> ServedAsync(WorkerId worker, Task<Result<long>> change, DateTimeOffset until, CancellationToken cancellationToken)
    {
        Result<long> generation;
        try
        {
            generation = await change.WaitAsync(Left(until), clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }

        if (!generation.Ok)
        {
            return generation.Error;
        }

        var state = (await Edge(worker).ViewAsync(generation.Value, Left(until), cancellationToken)).State;
        return state.Applied >= generation.Value ? true : state.Problem is { } problem ? problem : false;
    }

    private DateTimeOffset Until(TimeSpan patience) => clock.GetUtcNow() + patience;

    private TimeSpan Left(DateTimeOffset until) => until - clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private IEdgeGrain Edge(WorkerId worker) => grains.GetGrain<IEdgeGrain>(worker.Value);

    private IForwardMapGrain Map(string host) => grains.GetGrain<IForwardMapGrain>(ForwardMap.PartOf(host));
}
