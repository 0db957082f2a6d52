using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;

namespace ShopHosting.Domain.Edges;

/// <summary>
/// Which worker a host name's store is on, for the edges by which visitors come in: one part of it, of <see cref="Parts"/>. A host name is in one part and
/// there once, so it never leads to two workers.
/// </summary>
public sealed record ForwardMap : IEntityState<ForwardMap>
{
    public const int Parts = 256;

    public static EntityTable Table { get; } = new("forward_map", "hosts");

    /// <summary>Two hexadecimal digits.</summary>
    public required string Part { get; init; }

    /// <summary>Host name, without a port, to where it goes.</summary>
    public ImmutableSortedDictionary<string, Forward> Forwards { get; init; } = ImmutableSortedDictionary<string, Forward>.Empty.WithComparers(StringComparer.Ordinal);

    [JsonIgnore]
    public string Key => Part;

    /// <summary>The part that a host name belongs to, the same for ever.</summary>
    public static string PartOf(string host) => SHA256.HashData(Encoding.UTF8.GetBytes(host))[0].ToString("x2", CultureInfo.InvariantCulture);

    public IReadOnlyList<object?> Promoted() => [(long)Forwards.Count];

    public DateTimeOffset? DueAt() => null;

    public IEnumerable<Claim> Claims() => [];

    public Operation? CurrentOperation() => null;

    public ForwardMap With(string host, Forward forward)
        => Forwards.GetValueOrDefault(host) == forward ? this : this with { Forwards = Forwards.SetItem(host, forward) };

    public ForwardMap Without(string host, Forward forward)
        => Forwards.GetValueOrDefault(host) == forward ? this with { Forwards = Forwards.Remove(host) } : this;
}

/// <param name="Worker">Whose edge serves the host.</param>
/// <param name="Owner">The store's key, so that nobody takes away another's.</param>
public sealed record Forward(Ids.WorkerId Worker, string Owner);
