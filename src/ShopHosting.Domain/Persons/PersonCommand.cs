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

    /// <summary>All but the one that asks.</summary>
    EndOtherSessions,
    Rehash,

    /// <summary>The current password was given, and a new one.</summary>
    ChangePassword,

    /// <summary>The password is forgotten: a mail with a link is owed.</summary>
    AskReset,

    /// <summary>The link is about to be sent; older ones are worth nothing from now on.</summary>
    IssueReset,

    /// <summary>A new password by the link of a mail, or by the operator of the machine.</summary>
    ResetPassword,

    /// <summary>A mail has gone, or was given up.</summary>
    MailSettled,

    /// <summary>A mail could not be sent this time.</summary>
    MailFailed,
}

public abstract record PersonCommand(PersonCommandKind Kind);

public sealed record BeginSignUp(EmailAddress Email, string PasswordHash, PendingAccount Pending) : PersonCommand(PersonCommandKind.SignUp);

public sealed record AccountOpened(AccountId Account) : PersonCommand(PersonCommandKind.AccountOpened);

public sealed record AccountRefused() : PersonCommand(PersonCommandKind.AccountRefused);

public sealed record BeginSession(Session Session) : PersonCommand(PersonCommandKind.BeginSession);

public sealed record TouchSession(string TokenHash) : PersonCommand(PersonCommandKind.TouchSession);

public sealed record EndSession(string TokenHash) : PersonCommand(PersonCommandKind.EndSession);

/// <param name="But">The session that goes on; null when none does.</param>
public sealed record EndOtherSessions(string? But) : PersonCommand(PersonCommandKind.EndOtherSessions);

/// <summary>The password was right, but hashed with older parameters.</summary>
public sealed record Rehash(string PasswordHash) : PersonCommand(PersonCommandKind.Rehash);

/// <param name="Session">Where it is changed: this session goes on, all others end.</param>
public sealed record ChangePassword(string PasswordHash, string Session, Origin By) : PersonCommand(PersonCommandKind.ChangePassword);

public sealed record AskReset(Origin By) : PersonCommand(PersonCommandKind.AskReset);

/// <param name="TokenHash">SHA-256 of the link's token, in hexadecimal.</param>
public sealed record IssueReset(string TokenHash) : PersonCommand(PersonCommandKind.IssueReset);

/// <param name="TokenHash">Of the link; null when the operator vouches for whoever asks.</param>
public sealed record ResetPassword(string? TokenHash, string PasswordHash, Origin By) : PersonCommand(PersonCommandKind.ResetPassword);

public sealed record MailSettled(OwedMail Mail) : PersonCommand(PersonCommandKind.MailSettled);

public sealed record MailFailed(OwedMail Mail, string Problem) : PersonCommand(PersonCommandKind.MailFailed);
