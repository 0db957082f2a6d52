using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Contracts.Persons;

/// <summary>Somebody who signs in. The key is the user's id.</summary>
public interface IPersonGrain : IGrainWithStringKey
{
    /// <summary>
    /// Signs up: takes the e-mail address, opens the account, orders the first store. Answers when the store has taken its order; a refusal (an address
    /// that is taken) leaves nothing behind. Asked again with the same operation it answers the same.
    /// </summary>
    Task<Result<SignedUp>> SignUpAsync(SignUp signUp, CancellationToken cancellationToken = default);

    /// <summary>Begins a session when the password is right.</summary>
    Task<Result> SignInAsync(Password password, NewSession session, CancellationToken cancellationToken = default);

    /// <summary>Whether the password is right: asked again before what is dangerous or secret. Guessing is slowed down.</summary>
    Task<Result> VerifyPasswordAsync(Password password, CancellationToken cancellationToken = default);

    /// <summary>A new password for somebody who knows the current one. All sessions but the one named end, and a mail tells of it.</summary>
    Task<Result> ChangePasswordAsync(Password current, Password next, string session, Origin by, CancellationToken cancellationToken = default);

    /// <summary>Owes a mail with the link to a new password; too many within a while are not sent.</summary>
    Task<Result> AskResetAsync(Origin by, CancellationToken cancellationToken = default);

    /// <summary>Whether the link with this token still leads to a new password.</summary>
    [AlwaysInterleave]
    Task<bool> CanResetAsync(string tokenHash, CancellationToken cancellationToken = default);

    /// <summary>A new password by the link of a mail, once. All sessions end, and a mail tells of it.</summary>
    Task<Result> ResetPasswordAsync(string tokenHash, Password next, Origin by, CancellationToken cancellationToken = default);

    /// <summary>Makes this person an administrator, or gives the one it is a new password and ends all sessions. Whoever calls has checked a set-up link.</summary>
    Task<Result> AppointAsync(EmailAddress email, Password password, Origin by, CancellationToken cancellationToken = default);

    /// <summary>Whether the person has signed in from this network lately.</summary>
    [AlwaysInterleave]
    Task<bool> KnowsNetworkAsync(string network, CancellationToken cancellationToken = default);

    /// <summary>Who a session's token belongs to; null when the session has ended. Called with each request.</summary>
    [AlwaysInterleave]
    Task<SignedInPerson?> SessionAsync(string tokenHash, CancellationToken cancellationToken = default);

    /// <summary>The session was used just now.</summary>
    Task TouchSessionAsync(string tokenHash, CancellationToken cancellationToken = default);

    Task<Result> EndSessionAsync(string tokenHash, CancellationToken cancellationToken = default);

    /// <summary>Ends all sessions but this one, at once.</summary>
    Task<Result> EndOtherSessionsAsync(string tokenHash, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    Task<PersonView?> ViewAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes up owed work.</summary>
    Task WakeAsync(CancellationToken cancellationToken = default);
}

/// <summary>What a visitor typed. User, account and store ids follow from the operation.</summary>
public sealed record SignUp(OperationId Operation, string AccountName, EmailAddress Email, Password Password, string Plan, StoreOrder FirstStore);

public sealed record SignedUp(UserId User, AccountId Account, StoreId Store);

/// <param name="TokenHash">SHA-256 of the cookie's token, in hexadecimal: the token itself stays with the browser.</param>
/// <param name="IsRemembered">Whether it outlives the browser's window.</param>
public sealed record NewSession(string TokenHash, string Device, string Address, bool IsRemembered = false);

/// <param name="Account">Null for an administrator, who has none.</param>
public sealed record SignedInPerson(UserId Id, EmailAddress Email, PersonRole Role, AccountId? Account);

public sealed record PersonView(UserId Id, EmailAddress Email, AccountId? Account, PersonStatus Status, ImmutableArray<Session> Sessions, ImmutableArray<OwedMail> Mails);
