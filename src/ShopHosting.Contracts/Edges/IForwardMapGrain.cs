using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;

namespace ShopHosting.Contracts.Edges;

/// <summary>One part of the map from host names to workers. The key is the part's.</summary>
public interface IForwardMapGrain : IGrainWithStringKey
{
    /// <summary>The version of the part that has it.</summary>
    Task<Result<long>> PutAsync(string host, Forward forward, CancellationToken cancellationToken = default);

    /// <summary>Takes it away if it still leads there.</summary>
    Task<Result<long>> RemoveAsync(string host, Forward forward, CancellationToken cancellationToken = default);

    /// <summary>Null when it leads nowhere.</summary>
    [AlwaysInterleave]
    Task<Forward?> FindAsync(string host, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    Task<ForwardMapView> ViewAsync(CancellationToken cancellationToken = default);
}

public sealed record ForwardMapView(long Version, ImmutableSortedDictionary<string, Forward> Forwards);
