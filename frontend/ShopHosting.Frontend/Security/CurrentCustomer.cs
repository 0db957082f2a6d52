using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Security;

/// <summary>Who is asking, and the only way from a page to what is theirs: a store's key begins with the account of the session, so a foreign one can't be addressed.</summary>
public sealed class CurrentCustomer(CurrentPerson person, IGrainFactory grains)
{
    public bool IsSignedIn => person.Account is not null;

    public UserId UserId => person.UserId;

    public AccountId AccountId => person.Account ?? throw new InvalidOperationException("Nobody is signed in.");

    public EmailAddress Email => person.Email;

    public IPersonGrain Person => person.Grain;

    public IAccountGrain Account => grains.GetGrain<IAccountGrain>(AccountId.Value);

    public IStoreGrain Store(StoreId id) => grains.GetGrain<IStoreGrain>(StoreState.KeyOf(AccountId, id));

    public StoreAsk Ask(OperationId operation) => new(operation, UserId.Value);
}
