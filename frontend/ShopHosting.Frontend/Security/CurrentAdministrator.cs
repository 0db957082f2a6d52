using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Security;

/// <summary>The only way from a page to everybody's stores and to the workers. Only pages below /admin take it, and they let in nobody but administrators.</summary>
public sealed class CurrentAdministrator(CurrentPerson person, IGrainFactory grains)
{
    private readonly ActorNames names = new(grains);

    public IOverviewGrain Overview => grains.GetGrain<IOverviewGrain>(IOverviewGrain.Key);

    public IOutboxGrain Outbox => grains.GetGrain<IOutboxGrain>(IOutboxGrain.Key);

    public IStoreGrain Store(AccountId account, StoreId id) => grains.GetGrain<IStoreGrain>(StoreState.KeyOf(account, id));

    public IWorkerGrain Worker(WorkerId id) => grains.GetGrain<IWorkerGrain>(id.Value);

    public StoreAsk Ask(OperationId operation) => new(operation, person.UserId.Value);

    public WorkerAsk AskWorker(OperationId operation) => new(operation, person.UserId.Value);

    /// <summary>Who stands in a journal.</summary>
    public Task<string> NameOfAsync(string actor) => names.OfAsync(actor);
}
