using Microsoft.Extensions.Logging;
using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Administration;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Administration;

/// <summary>Keeps the one open set-up link, and appoints whoever comes with it.</summary>
public sealed partial class AdministrationGrain(IEntityStore<AdministrationState> rows, IEntityIndex index, TimeProvider clock, ILogger<AdministrationGrain> logger)
    : EntityGrain<AdministrationState>(rows, clock), IAdministrationGrain
{
    public async Task<bool> HasAdministratorAsync(CancellationToken cancellationToken = default)
        => (await index.TakenAsync(PersonMachine.EmailClaim, PersonMachine.ScopeOf(PersonRole.Administrator), cancellationToken)).Count > 0;

    public Task<Result> OpenSetUpAsync(string tokenHash, CancellationToken cancellationToken = default)
        => SaveAsync(Known with { SetUp = new SetUpLink(tokenHash, Clock.GetUtcNow() + AdministrationState.LinkLimit) });

    public Task<bool> IsOpenAsync(string tokenHash, CancellationToken cancellationToken = default) => Task.FromResult(IsOpen(tokenHash));

    public async Task<Result<UserId>> SetUpAsync(string tokenHash, EmailAddress email, Password password, Origin by, CancellationToken cancellationToken = default)
    {
        if (!IsOpen(tokenHash))
        {
            return AdministrationErrors.LinkEnded;
        }

        // The person first, the link afterwards: after a crash between the two the form may be sent again, and finds the person by the link it came with.
        var owner = await index.OwnerOfAsync(PersonMachine.EmailClaim, PersonMachine.ScopeOf(PersonRole.Administrator), email.Value, cancellationToken);
        var person = owner is null ? UserId.FromSetUp(tokenHash) : UserId.Parse(owner.Key);
        var appointed = await GrainFactory.GetGrain<IPersonGrain>(person.Value).AppointAsync(email, password, by, cancellationToken);
        if (appointed.Ok)
        {
            appointed = await SaveAsync(Known with { SetUp = null });
        }

        if (!appointed.Ok)
        {
            return appointed.Error;
        }

        LogAppointed(person.Value);
        return person;
    }

    private AdministrationState Known => State ?? new AdministrationState();

    private bool IsOpen(string tokenHash) => Known.IsOpen(tokenHash, Clock.GetUtcNow());

    [LoggerMessage(LogLevel.Information, "Person {Person} is an administrator by the set-up link")]
    private partial void LogAppointed(string person);
}
