using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Domain.Accounts;

public enum AccountStatus
{
    /// <summary>It owes at least one store that doesn't know of its order yet.</summary>
    Ordering,

    /// <summary>At rest.</summary>
    Active,
}

/// <summary>A store of the account; the account holds its name until the store is purged.</summary>
/// <param name="IsOrdered">Whether the store itself has taken the order.</param>
public sealed record AccountStore(StoreId Id, StoreOrder Order, OperationId OrderedBy, string AskedBy, bool IsOrdered);

/// <summary>Who pays: an organisation or one person.</summary>
public sealed record AccountState : IEntityState<AccountState>
{
    public static EntityTable Table { get; } = new("account", "status", "plan", "name", "owner");

    public required AccountId Id { get; init; }

    public required string Name { get; init; }

    public required UserId Owner { get; init; }

    public required string Plan { get; init; }

    public required AccountStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ImmutableArray<AccountStore> Stores { get; init; } = [];

    [JsonIgnore]
    public string Key => Id.Value;

    public IReadOnlyList<object?> Promoted() => [Status.ToString(), Plan, Name, Owner.Value];

    public DateTimeOffset? DueAt() => AccountMachine.Owed(Status) ? CreatedAt : null;

    public IEnumerable<Claim> Claims() => AccountMachine.Claims(this);

    public Operation? CurrentOperation() => null;
}
