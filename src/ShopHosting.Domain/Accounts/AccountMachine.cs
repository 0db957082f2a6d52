using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using Kind = ShopHosting.Domain.Accounts.AccountCommandKind;

namespace ShopHosting.Domain.Accounts;

/// <summary>What an account may own and what it owes. AccountMachine.table.md beside its test shows it whole.</summary>
public static class AccountMachine
{
    /// <summary>The kind of claim by which an account holds the address of a shop.</summary>
    public const string StoreNameClaim = "store-name";

    public static Result<AccountState> Decide(AccountState account, AccountCommand command) => account.Status switch
    {
        AccountStatus.Ordering or AccountStatus.Active => command.Kind switch
        {
            Kind.OrderStore => Order(account, (OrderStore)command),
            Kind.StoreOrdered => Settle(account with { Stores = [.. account.Stores.Select(store => store.Id == ((StoreOrdered)command).Store ? store with { IsOrdered = true } : store)] }),
            Kind.StoreGone => Settle(account with { Stores = [.. account.Stores.Where(store => store.Id != ((StoreGone)command).Store)] }),
        },
    };

    /// <summary>Whether it owes somebody a word.</summary>
    public static bool Owed(AccountStatus status) => status switch { AccountStatus.Ordering => true, AccountStatus.Active => false };

    public static IEnumerable<Claim> Claims(AccountState account) => account.Stores.Select(store => new Claim(StoreNameClaim, "", store.Order.Name.Value));

    private static Result<AccountState> Order(AccountState account, OrderStore command)
    {
        if (account.Stores.Any(store => store.Id == command.Store))
        {
            return account;                                                     // asked twice
        }

        if (account.Stores.Any(store => store.Order.Name == command.Order.Name))
        {
            return StoreErrors.NameTaken(command.Order.Name);
        }

        return account.Stores.Length >= command.Plan.Stores
            ? AccountErrors.StoreLimit(command.Plan)
            : account with { Status = AccountStatus.Ordering, Stores = account.Stores.Add(new AccountStore(command.Store, command.Order, command.Operation, command.AskedBy, false)) };
    }

    private static AccountState Settle(AccountState account)
        => account with { Status = account.Stores.All(store => store.IsOrdered) ? AccountStatus.Active : AccountStatus.Ordering };
}
