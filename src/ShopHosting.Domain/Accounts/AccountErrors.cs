using ShopHosting.Domain.Plans;

namespace ShopHosting.Domain.Accounts;

/// <summary>What can be refused about an account.</summary>
public static class AccountErrors
{
    public static Error NoSuchAccount { get; } = new(ErrorKind.NotFound, "account.not-found", "There is no such account.");

    public static Error StoreTaken { get; } = new(ErrorKind.NotPossible, "account.store-ordered", "The account has its store already.");

    public static Error Busy { get; } = new(ErrorKind.Unavailable, "account.busy", "The account does not answer at the moment; it is asked again.");

    public static Error StoreLimit(Plan plan) => new(ErrorKind.NotPossible, "account.store-limit",
        $"The plan {plan.Title} has room for {plan.Stores} store{(plan.Stores == 1 ? "" : "s")}; delete one for good or choose a larger plan.");

    public static Error UnknownPlan(string plan) => new(ErrorKind.Invalid, "account.unknown-plan", $"There is no plan called '{plan}'; choose one of the list.", "Plan");
}
