using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Security;

/// <summary>The only way from a page to everybody's stores and to the workers. Only pages below /admin take it, and they let in nobody but administrators.</summary>
public sealed class CurrentAdministrator(CurrentPerson person, IGrainFactory grains)
{
    /// <summary>A page shows the same few people again and again.</summary>
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal) { [SystemActor.Name] = "the platform itself" };

    public IOverviewGrain Overview => grains.GetGrain<IOverviewGrain>(IOverviewGrain.Key);

    public IOutboxGrain Outbox => grains.GetGrain<IOutboxGrain>(IOutboxGrain.Key);

    public IStoreGrain Store(AccountId account, StoreId id) => grains.GetGrain<IStoreGrain>(StoreState.KeyOf(account, id));

    public IWorkerGrain Worker(WorkerId id) => grains.GetGrain<IWorkerGrain>(id.Value);

    public StoreAsk Ask(OperationId operation) => new(operation, person.UserId.Value);

    public WorkerAsk AskWorker(OperationId operation) => new(operation, person.UserId.Value);

    /// <summary>Who stands in a journal, in words: a person's address, or the text itself when it is nobody's id.</summary>
    public async Task<string> NameOfAsync(string actor)
        => names.TryGetValue(actor, out var known) ? known
            : names[actor] = UserId.TryParse(actor, null, out var user) && await grains.GetGrain<IPersonGrain>(user.Value).ViewAsync() is { } named ? named.Email.Value : actor;
}
