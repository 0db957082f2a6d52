using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;

namespace ShopHosting.Domain.Edges;

/// <summary>Where requests for one host name go.</summary>
/// <param name="Port">Of the store's application, at its address.</param>
/// <param name="Platform">Whose site template applies.</param>
/// <param name="Owner">The store's key, so that nobody takes away another's route.</param>
/// <param name="IsSuspended">Visitors get the page that says so, whatever they ask for, and nothing is passed on.</param>
/// <param name="Address">Of the application in its own network; null of a shop made before it had one, on the worker's loopback.</param>
public sealed record EdgeRoute(int Port, string Platform, string Owner, bool IsSuspended = false, string? Address = null)
{
    [JsonIgnore]
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"{Address ?? "127.0.0.1"}:{Port}");
}

/// <summary>What the edge of one worker shall serve, and what it serves.</summary>
public sealed record EdgeState : IEntityState<EdgeState>
{
    public static EntityTable Table { get; } = new("edge", "worker", "generation");

    public required WorkerId Worker { get; init; }

    /// <summary>Host name, without a port, to where it goes.</summary>
    public ImmutableSortedDictionary<string, EdgeRoute> Routes { get; init; } = ImmutableSortedDictionary<string, EdgeRoute>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Counts the changes of the routes: the number of the configuration that shall be served.</summary>
    public long Generation { get; init; }

    /// <summary>The configuration that the edge confirmed to serve.</summary>
    public long Applied { get; init; }

    /// <summary>When it confirmed that; null for what it confirmed before this was noted.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Hash of what was rendered for it, whatever its number: a newer version of the platform may render the same routes otherwise. Null before the first.</summary>
    public string? AppliedHash { get; init; }

    /// <summary>What the edge has of other edges; null while its worker has no address for them.</summary>
    public EdgeForwarding? Forwarding { get; init; }

    /// <summary>Why the newest configuration was not taken; the older one goes on.</summary>
    public Error? Problem { get; init; }

    public DateTimeOffset? WakeAt { get; init; }

    [JsonIgnore]
    public string Key => Worker.Value;

    public IReadOnlyList<object?> Promoted() => [Worker.Value, Generation];

    public DateTimeOffset? DueAt() => Generation == Applied ? null : WakeAt ?? DateTimeOffset.UnixEpoch;

    public IEnumerable<Claim> Claims() => [];

    public Operation? CurrentOperation() => null;

    public EdgeState With(string host, EdgeRoute route)
        => Routes.TryGetValue(host, out var old) && old == route ? this : this with { Routes = Routes.SetItem(host, route), Generation = Generation + 1 };

    public EdgeState Without(string host, string owner)
        => Routes.TryGetValue(host, out var old) && old.Owner == owner ? this with { Routes = Routes.Remove(host), Generation = Generation + 1 } : this;
}
