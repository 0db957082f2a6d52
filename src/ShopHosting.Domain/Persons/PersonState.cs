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

/// <summary>Which door somebody comes in by. Customers and administrators are different persons, also with the same e-mail address.</summary>
public enum PersonRole
{
    Customer,
    Administrator,
}

/// <summary>What a sign-up still owes.</summary>
public sealed record PendingAccount(AccountId Account, string Name, string Plan, OperationId Operation, StoreOrder FirstStore);

/// <summary>A browser that is signed in. The cookie has the token; the row has only its hash.</summary>
/// <param name="TokenHash">SHA-256 of the token, in hexadecimal.</param>
/// <param name="Device">What the browser said it is, shortened.</param>
/// <param name="IsRemembered">Whether it outlives the browser's window: other limits hold.</param>
public sealed record Session(string TokenHash, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, string Device, string Address, bool IsRemembered = false);

/// <summary>Where somebody asks from: what the browser said it is, and its address.</summary>
public sealed record Origin(string Device, string Address);

/// <summary>A network that the right password, or the link of a mail, came from.</summary>
public sealed record KnownNetwork(string Name, DateTimeOffset SeenAt);

/// <summary>The newest link by which a forgotten password is replaced.</summary>
public sealed record PasswordReset(string TokenHash, DateTimeOffset Until);

public enum MailKind
{
    /// <summary>The link to a new password. Its token is made when it is sent, so that it stands nowhere.</summary>
    PasswordReset,
    PasswordChanged,
    PasswordReplaced,
}

/// <summary>A mail that is still to be sent.</summary>
public sealed record OwedMail(MailKind Kind, DateTimeOffset AskedAt, Origin By, DateTimeOffset SendAt, int Failures = 0, string? Problem = null);

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

    public PersonRole Role { get; init; }

    /// <summary>Where this person signs in from; guessing elsewhere does not keep the owner out.</summary>
    public ImmutableArray<KnownNetwork> Networks { get; init; } = [];

    public PasswordReset? Reset { get; init; }

    /// <summary>When links were asked for lately.</summary>
    public ImmutableArray<DateTimeOffset> ResetsAsked { get; init; } = [];

    /// <summary>At most one of a kind: the newest.</summary>
    public ImmutableArray<OwedMail> Mails { get; init; } = [];

    [JsonIgnore]
    public string Key => Id.Value;

    public IReadOnlyList<object?> Promoted() => [Status.ToString(), Email.Value, Account?.Value];

    public DateTimeOffset? DueAt() => PersonMachine.Owed(Status) ? CreatedAt : Mails.IsEmpty ? null : Mails.Min(mail => mail.SendAt);

    public IEnumerable<Claim> Claims() => PersonMachine.Claims(this);

    public Operation? CurrentOperation() => null;
}
