using ShopHosting.Domain;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Contracts.Persons;

/// <summary>The door: from an e-mail address to the person. Key: <see cref="Key"/>. The same answer, after the same work, for an unknown address and a wrong password.</summary>
public interface ISignInGrain : IGrainWithStringKey
{
    const string Key = "door";

    Task<Result<UserId>> SignInAsync(EmailAddress email, Password password, NewSession session, CancellationToken cancellationToken = default);
}
