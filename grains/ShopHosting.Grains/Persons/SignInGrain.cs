using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Provisioning.Persons;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Persons;

/// <summary>From an e-mail address to the person, with the same work for an address that nobody has. Guesses are counted before they are looked at.</summary>
[StatelessWorker]
public sealed class SignInGrain(IEntityIndex index, IPasswords passwords, TimeProvider clock) : Grain, ISignInGrain
{
    /// <summary>Asking for a link answers after this time, whether there was something to save or not.</summary>
    private static readonly TimeSpan ResetAnswer = TimeSpan.FromMilliseconds(300);

    public async Task<Result<UserId>> SignInAsync(PersonRole role, EmailAddress email, Password password, NewSession session, CancellationToken cancellationToken = default)
    {
        var owner = await OwnerOfAsync(role, email, cancellationToken);
        var network = VisitorNetwork.Of(session.Address);
        var isKnown = owner is not null && await owner.KnowsNetworkAsync(network, cancellationToken);
        var subject = isKnown ? $"{role} {email} from {network}" : $"{role} {email}";
        var wait = isKnown
            ? await TakeAsync(subject, AttemptLimit.KnownNetwork, cancellationToken)
            : await TakeAsync(network, AttemptLimit.Network, cancellationToken) ?? await TakeAsync(subject, AttemptLimit.Address, cancellationToken);
        if (wait is { } tooEarly)
        {
            return PersonErrors.TooOften(tooEarly);
        }

        if (owner is null)
        {
            await Task.Run(() => passwords.Hash(password), cancellationToken);
            return PersonErrors.WrongCredentials;
        }

        var signedIn = await owner.SignInAsync(password, session, cancellationToken);
        if (!signedIn.Ok)
        {
            return signedIn.Error;
        }

        await Throttle(subject).ForgetAsync(subject, cancellationToken);
        return UserId.Parse(owner.GetPrimaryKeyString());
    }

    public async Task AskResetAsync(EmailAddress email, Origin by, CancellationToken cancellationToken = default)
    {
        var answer = Task.Delay(ResetAnswer, clock, cancellationToken);
        if (await OwnerOfAsync(PersonRole.Customer, email, cancellationToken) is { } owner)
        {
            await owner.AskResetAsync(by, cancellationToken);
        }

        await answer;
    }

    private async Task<IPersonGrain?> OwnerOfAsync(PersonRole role, EmailAddress email, CancellationToken cancellationToken)
        => await index.OwnerOfAsync(PersonMachine.EmailClaim, PersonMachine.ScopeOf(role), email.Value, cancellationToken) is { } owner ? GrainFactory.GetGrain<IPersonGrain>(owner.Key) : null;

    private Task<TimeSpan?> TakeAsync(string subject, AttemptLimit limit, CancellationToken cancellationToken) => Throttle(subject).TakeAsync(subject, limit, cancellationToken);

    /// <summary>The same shard for a subject in every process.</summary>
    private IThrottleGrain Throttle(string subject)
    {
        var shard = SHA256.HashData(Encoding.UTF8.GetBytes(subject))[0] % IThrottleGrain.Shards;
        return GrainFactory.GetGrain<IThrottleGrain>(shard.ToString(CultureInfo.InvariantCulture));
    }
}
