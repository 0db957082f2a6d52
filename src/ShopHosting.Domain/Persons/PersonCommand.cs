using ShopHosting.Domain.Ids;

namespace ShopHosting.Domain.Persons;

public enum PersonCommandKind
{
    /// <summary>Begin, or begin anew after a refusal.</summary>
    SignUp,

    /// <summary>The account and its first store are ordered.</summary>
    AccountOpened,

    /// <summary>The account was refused (a name was taken), or it took too long.</summary>
    AccountRefused,
    BeginSession,
    TouchSession,
    EndSession,
    Rehash,
}

public abstract record PersonCommand(PersonCommandKind Kind);

public sealed record BeginSignUp(EmailAddress Email, string PasswordHash, PendingAccount Pending) : PersonCommand(PersonCommandKind.SignUp);

public sealed record AccountOpened(AccountId Account) : PersonCommand(PersonCommandKind.AccountOpened);

public sealed record AccountRefused() : PersonCommand(PersonCommandKind.AccountRefused);

public sealed record BeginSession(Session Session) : PersonCommand(PersonCommandKind.BeginSession);

public sealed record TouchSession(string TokenHash) : PersonCommand(PersonCommandKind.TouchSession);

public sealed record EndSession(string TokenHash) : PersonCommand(PersonCommandKind.EndSession);

/// <summary>The password was right, but hashed with older parameters.</summary>
public sealed record Rehash(string PasswordHash) : PersonCommand(PersonCommandKind.Rehash);
