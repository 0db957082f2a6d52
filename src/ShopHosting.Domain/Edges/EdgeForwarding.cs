using System.Collections.Immutable;

namespace ShopHosting.Domain.Edges;

/// <summary>What an edge has to do with other edges.</summary>
public sealed record EdgeForwarding
{
    /// <summary>Of its worker: there it listens for other edges.</summary>
    public required string Address { get; init; }

    public required EdgeCertificate Certificate { get; init; }

    /// <summary>The authorities whose certificates it trusts, as PEM.</summary>
    public required ImmutableArray<string> Authorities { get; init; }

    /// <summary>Address of each worker that it forwards to; empty when it is no ingress.</summary>
    public ImmutableSortedDictionary<string, string> Peers { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The parts of the map that it has; empty when it is no ingress.</summary>
    public ImmutableSortedDictionary<string, ForwardPart> Map { get; init; } = ImmutableSortedDictionary<string, ForwardPart>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>As it is when the edge's files are gone.</summary>
    public EdgeForwarding WithoutMap() => this with { Map = Map.Clear() };

    public bool IsSameAs(EdgeForwarding? other)
        => other is not null && Address == other.Address && Certificate == other.Certificate && Authorities.SequenceEqual(other.Authorities)
            && Peers.SequenceEqual(other.Peers) && Map.SequenceEqual(other.Map);
}

/// <summary>A part of the map as an edge has it.</summary>
/// <param name="Version">Of the part's row.</param>
/// <param name="Hash">Of its file, whose name it is.</param>
public sealed record ForwardPart(long Version, string Hash, int Hosts);
