using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Contracts.Persons;

/// <summary>The door: from an e-mail address to the person. Key: <see cref="Key"/>. The same answer, after the same work, for an address that nobody has.</summary>
public interface ISignInGrain : IGrainWithStringKey
{
    const string Key = "door";

    /// <summary>Begins a session when the password is right. Guessing is slowed down, without keeping the owner out.</summary>
    Task<Result<UserId>> SignInAsync(PersonRole role, EmailAddress email, Password password, NewSession session, CancellationToken cancellationToken = default);

    /// <summary>Sends the customer with this address the link to a new password; to an address that nobody has, nothing. The answer is the same, after the same time.</summary>
    Task AskResetAsync(EmailAddress email, Origin by, CancellationToken cancellationToken = default);
}
