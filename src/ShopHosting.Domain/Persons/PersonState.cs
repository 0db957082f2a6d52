using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Domain.Persons;

public enum PersonStatus
{
    /// <summary>The account with its first store is still owed.</summary>
    SigningUp,
    Active,

    /// <summary>The sign-up was refused or never finished; it holds nothing any more.</summary>
    Expired,
}

/// <summary>What a sign-up still owes.</summary>
public sealed record PendingAccount(AccountId Account, string Name, string Plan, OperationId Operation, StoreOrder FirstStore);

/// <summary>A browser that is signed in. The cookie has the token; the row has only its hash.</summary>
/// <param name="TokenHash">SHA-256 of the token, in hexadecimal.</param>
/// <param name="Device">What the browser said it is, shortened.</param>
public sealed record Session(string TokenHash, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, string Device, string Address);

/// <summary>A person who signs in.</summary>
public sealed record PersonState : IEntityState<PersonState>
{
    public static EntityTable Table { get; } = new("person", "status", "email", "account");

    public required UserId Id { get; init; }

    public required EmailAddress Email { get; init; }

    /// <summary>In the form of the password hasher, with its parameters.</summary>
    public required string PasswordHash { get; init; }

    public required PersonStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public AccountId? Account { get; init; }

    public PendingAccount? Pending { get; init; }

    public ImmutableArray<Session> Sessions { get; init; } = [];

    [JsonIgnore]
    public string Key => Id.Value;

    public IReadOnlyList<object?> Promoted() => [Status.ToString(), Email.Value, Account?.Value];

    public DateTimeOffset? DueAt() => PersonMachine.Owed(Status) ? CreatedAt : null;

    public IEnumerable<Claim> Claims() => PersonMachine.Claims(this);

    public Operation? CurrentOperation() => null;
}
