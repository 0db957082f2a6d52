using ShopHosting.Domain;
using ShopHosting.Domain.Administration;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Contracts.Administration;

/// <summary>Who may look after the installation. Key: <see cref="AdministrationState.OnlyKey"/>.</summary>
public interface IAdministrationGrain : IGrainWithStringKey
{
    Task<bool> HasAdministratorAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes a new set-up link; older ones are worth nothing from then on. Called with what somebody on the machine itself asked for.</summary>
    Task<Result> OpenSetUpAsync(string tokenHash, CancellationToken cancellationToken = default);

    /// <summary>Whether a link with this token still leads to the set-up.</summary>
    [AlwaysInterleave]
    Task<bool> IsOpenAsync(string tokenHash, CancellationToken cancellationToken = default);

    /// <summary>
    /// Uses the link up: makes an administrator with this address, or gives the one who has it a new password. A second use is refused.
    /// </summary>
    Task<Result<UserId>> SetUpAsync(string tokenHash, EmailAddress email, Password password, Origin by, CancellationToken cancellationToken = default);
}
