using System.Collections.Immutable;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;

namespace ShopHosting.IntegrationTests.Storage;

public enum ShopStatus
{
    Opening,
    Open,
    Closed,
}

/// <summary>A small state in the table of stores, for trying what a store of entities promises.</summary>
public sealed record Shop : IEntityState<Shop>
{
    public static EntityTable Table => new("store", "account", "name", "status", "worker", "created_at");

    public string? Account { get; init; }

    public string Name { get; init; } = "unnamed";

    public ShopStatus Status { get; init; }

    public string? Worker { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? LookAt { get; init; }

    public Address? Address { get; init; }

    public ImmutableArray<Claim> Holds { get; init; } = [];

    public Operation? Operation { get; init; }

    public IReadOnlyList<object?> Promoted() => [Account, Name, Status.ToString(), Worker, CreatedAt?.ToUnixTimeMilliseconds()];

    public DateTimeOffset? DueAt() => LookAt;

    public IEnumerable<Claim> Claims() => Holds;

    public Operation? CurrentOperation() => Operation;
}

public sealed record Address(string Street);
