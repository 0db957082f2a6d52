using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;

namespace ShopHosting.Contracts.Edges;

/// <summary>The edge of one worker. The key is the worker's id. Changes are coalesced: one configuration may bring many.</summary>
public interface IEdgeGrain : IGrainWithStringKey
{
    /// <summary>Success, with the number of the configuration that has the route.</summary>
    Task<Result<long>> PutRouteAsync(string host, EdgeRoute route, CancellationToken cancellationToken = default);

    Task<Result<long>> RemoveRouteAsync(string host, string owner, CancellationToken cancellationToken = default);

    /// <summary>The number of the configuration that has this part of the map from hosts to workers, or a newer one.</summary>
    Task<Result<long>> FollowAsync(string part, long version, CancellationToken cancellationToken = default);

    /// <summary>How it stands, as soon as the configuration <paramref name="generation"/> is served or refused, or as it is after <paramref name="upTo"/>.</summary>
    [AlwaysInterleave]
    Task<EdgeView> ViewAsync(long generation, TimeSpan upTo, CancellationToken cancellationToken = default);

    /// <summary>The keys of the stores whose routes it is asked for.</summary>
    [AlwaysInterleave]
    Task<ImmutableArray<string>> OwnersAsync(CancellationToken cancellationToken = default);

    /// <summary>Uploads the newest configuration anew, because the edge's container or volume is new.</summary>
    Task PublishAsync(CancellationToken cancellationToken = default);

    /// <summary>Publishes when this version of the platform renders another configuration than the one that is served; an unneeded reload would close visitors' connections.</summary>
    Task RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks the edge which configuration it serves, and brings the newest one anew when it is another: a late switch of a host that died, or a container of
    /// an older day. Looks whether what it has to do with other edges is as it was: their addresses, the map of hosts, its certificate.
    /// </summary>
    Task CheckAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes up owed work.</summary>
    Task WakeAsync(CancellationToken cancellationToken = default);
}

public sealed record EdgeView(EdgeState State);
