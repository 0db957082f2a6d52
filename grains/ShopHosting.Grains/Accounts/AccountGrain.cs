using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Accounts;

/// <summary>Who pays: holds the names of its stores, and owes each store its order until the store has taken it.</summary>
public sealed partial class AccountGrain(
    IEntityStore<AccountState> rows,
    PlatformCatalogue platforms,
    IOptions<CatalogueOptions> catalogue,
    TimeProvider clock,
    ILogger<AccountGrain> logger) : EntityGrain<AccountState>(rows, clock), IAccountGrain
{
    public async Task<Result> OpenAsync(AccountOpening opening, CancellationToken cancellationToken = default)
    {
        if (State is null or { Stores.IsEmpty: true })
        {
            // Without a store it was withdrawn before, or is new.
            var account = new AccountState
            {
                Id = AccountId.Parse(this.GetPrimaryKeyString()),
                Name = opening.Name,
                Owner = opening.Owner,
                Plan = opening.Plan,
                Status = AccountStatus.Active,
                CreatedAt = Clock.GetUtcNow(),
            };
            var ordered = await OrderAsync(account, StoreId.From(opening.Operation), opening.Operation, opening.Owner.Value, opening.FirstStore);
            if (!ordered.Ok)
            {
                return ordered;
            }
        }

        return await TellStoresAsync(cancellationToken);
    }

    public async Task<Result> WithdrawAsync(StoreId firstStore, CancellationToken cancellationToken = default)
    {
        if (State is not { } account || account.Stores.FirstOrDefault(store => store.Id == firstStore) is not { } owed)
        {
            return Result.Success;
        }

        // The store itself knows whether it took the order: the answer to that may have been lost.
        return owed.IsOrdered || await GrainFactory.GetGrain<IStoreGrain>(StoreState.KeyOf(account.Id, firstStore)).ViewAsync(cancellationToken) is not null
            ? AccountErrors.StoreTaken
            : await ApplyAsync(account, new StoreGone(firstStore));
    }

    public async Task<Result<StoreId>> OrderStoreAsync(OperationId operation, UserId askedBy, StoreOrder order, CancellationToken cancellationToken = default)
    {
        if (State is not { } account)
        {
            return AccountErrors.NoSuchAccount;
        }

        var store = StoreId.From(operation);
        var ordered = await OrderAsync(account, store, operation, askedBy.Value, order);
        if (ordered.Ok)
        {
            ordered = await TellStoresAsync(cancellationToken);
        }

        return ordered.Ok ? store : ordered.Error;
    }

    public async Task<Result> StoreGoneAsync(StoreId store, CancellationToken cancellationToken = default)
        => State is { } account && account.Stores.Any(known => known.Id == store) ? await ApplyAsync(account, new StoreGone(store)) : Result.Success;

    public Task<AccountView?> ViewAsync(CancellationToken cancellationToken = default)
        => Task.FromResult(State is not { } account ? null : new AccountView(
            account.Id, account.Name, account.Plan, account.Status, account.CreatedAt, PlanOf(account)?.Stores ?? 0,
            [.. account.Stores.Select(store => new AccountStoreView(store.Id, store.Order))]));

    public async Task WakeAsync(CancellationToken cancellationToken = default)
    {
        if (State is { } account && AccountMachine.Owed(account.Status) && await TellStoresAsync(cancellationToken) is { Ok: false } refused)
        {
            LogNotOrdered(account.Key, refused.Error.Message);
        }
    }

    /// <summary>Takes the name and remembers what is owed.</summary>
    private async Task<Result> OrderAsync(AccountState account, StoreId store, OperationId operation, string askedBy, StoreOrder order)
    {
        if (PlanOf(account) is not { } plan)
        {
            return AccountErrors.UnknownPlan(account.Plan);
        }

        return platforms.CheckOrder(order, plan) is { Ok: false } refused ? refused : await ApplyAsync(account, new OrderStore(store, order, operation, askedBy, plan));
    }

    /// <summary>Gives each store the order that it has not taken yet.</summary>
    private async Task<Result> TellStoresAsync(CancellationToken cancellationToken)
    {
        while (State is { } account && account.Stores.FirstOrDefault(store => !store.IsOrdered) is { } owed)
        {
            if (PlanOf(account) is not { } plan)
            {
                return AccountErrors.UnknownPlan(account.Plan);
            }

            var store = GrainFactory.GetGrain<IStoreGrain>(StoreState.KeyOf(account.Id, owed.Id));
            var taken = await store.ProvisionAsync(new StoreProvisioning(new StoreAsk(owed.OrderedBy, owed.AskedBy), owed.Order, plan), cancellationToken);
            var told = taken switch
            {
                { Ok: true } => await ApplyAsync(account, new StoreOrdered(owed.Id)),
                { Error.Kind: ErrorKind.Unavailable } => taken,
                _ => await ApplyAsync(account, new StoreGone(owed.Id)),                  // it will never be: its name is free again
            };
            if (!taken.Ok || !told.Ok)
            {
                return taken.Ok ? told : taken;
            }
        }

        return Result.Success;
    }

    private async Task<Result> ApplyAsync(AccountState account, AccountCommand command)
    {
        var decision = AccountMachine.Decide(account, command);
        return !decision.Ok ? decision.Error : decision.Value == State ? Result.Success : await SaveAsync(decision.Value);
    }

    protected override Error Refusal(Claim claim)
        => claim.Kind == AccountMachine.StoreNameClaim && StoreName.TryParse(claim.Value, out var name) ? StoreErrors.NameTaken(name) : base.Refusal(claim);

    private Plan? PlanOf(AccountState account) => catalogue.Value.Find(account.Plan);

    [LoggerMessage(LogLevel.Warning, "Account {Account} could not give a store its order yet: {Message}")]
    private partial void LogNotOrdered(string account, string message);
}
