using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Provisioning.Persons;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Persons;

/// <summary>From an e-mail address to the person, with the same work for an address that nobody has.</summary>
[StatelessWorker]
public sealed class SignInGrain(IEntityIndex index, IPasswords passwords) : Grain, ISignInGrain
{
    public async Task<Result<UserId>> SignInAsync(EmailAddress email, Password password, NewSession session, CancellationToken cancellationToken = default)
    {
        if (await index.OwnerOfAsync(PersonMachine.EmailClaim, "", email.Value, cancellationToken) is not { } owner)
        {
            await Task.Run(() => passwords.Hash(password), cancellationToken);
            return PersonErrors.WrongCredentials;
        }

        var signedIn = await GrainFactory.GetGrain<IPersonGrain>(owner.Key).SignInAsync(password, session, cancellationToken);
        return signedIn.Ok ? UserId.Parse(owner.Key) : signedIn.Error;
    }
}
