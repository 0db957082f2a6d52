using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Contracts.Accounts;

/// <summary>Who pays. The key is the account's id.</summary>
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Opens it with its first store owed. Asked again it changes nothing. Refused when the shop's address is taken.</summary>
    Task<Result> OpenAsync(AccountOpening opening, CancellationToken cancellationToken = default);

    /// <summary>Takes the opening back because its sign-up ends: the store's name is free again. Refused when the store has taken its order; the account stays open then.</summary>
    Task<Result> WithdrawAsync(StoreId firstStore, CancellationToken cancellationToken = default);

    /// <summary>One more store, within the plan. The store's id follows from the operation.</summary>
    Task<Result<StoreId>> OrderStoreAsync(OperationId operation, UserId askedBy, StoreOrder order, CancellationToken cancellationToken = default);

    /// <summary>Nothing of the store is left; its name is free.</summary>
    Task<Result> StoreGoneAsync(StoreId store, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    Task<AccountView?> ViewAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes up owed work.</summary>
    Task WakeAsync(CancellationToken cancellationToken = default);
}

public sealed record AccountOpening(string Name, UserId Owner, string Plan, OperationId Operation, StoreOrder FirstStore);

public sealed record AccountView(AccountId Id, string Name, string Plan, AccountStatus Status, DateTimeOffset CreatedAt, int StoreLimit, ImmutableArray<AccountStoreView> Stores);

/// <summary>A store as the account knows it: ask the store itself how it stands.</summary>
public sealed record AccountStoreView(StoreId Id, StoreOrder Order);
