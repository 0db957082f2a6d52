using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Storage;
using ShopHosting.Testing;
using Kind = ShopHosting.Domain.Accounts.AccountCommandKind;

namespace ShopHosting.UnitTests.Domain;

public sealed class AccountMachineTests
{
    [Fact]
    public void The_table_is_as_written() => MachineTable.ShouldBeAsWritten(MachineTable.Print<AccountStatus, Kind>("The life of an account", Cell), "AccountMachine");

    [Fact]
    public void It_holds_the_names_of_all_its_stores_also_of_those_still_owed()
        => AccountMachine.Claims(Some.AccountWith(Store(1, "teashop"), Store(2, "coffeeshop") with { IsOrdered = false }))
            .ShouldBe([new Claim(AccountMachine.StoreNameClaim, "", "teashop"), new Claim(AccountMachine.StoreNameClaim, "", "coffeeshop")]);

    [Fact]
    public void An_order_asked_twice_is_one_store()
    {
        var once = AccountMachine.Decide(Some.AccountWith(), Order(1, "teashop")).Value!;

        AccountMachine.Decide(once, Order(1, "teashop")).Value.ShouldBe(once);
    }

    [Fact]
    public void Its_own_name_again_is_taken() => AccountMachine.Decide(Some.AccountWith(Store(1, "teashop")), Order(2, "teashop")).Error!.Code.ShouldBe("store.name-taken");

    [Fact]
    public void More_stores_than_the_plan_has_are_refused_and_one_that_is_gone_makes_room()
    {
        var full = Some.AccountWith(Store(1, "teashop"), Store(2, "coffeeshop"), Store(3, "bookshop"));

        AccountMachine.Decide(full, Order(4, "toyshop")).Error!.Code.ShouldBe("account.store-limit");
        AccountMachine.Decide(AccountMachine.Decide(full, new StoreGone(Some.StoreId(2))).Value!, Order(4, "toyshop")).Ok.ShouldBeTrue();
    }

    [Fact]
    public void It_owes_until_every_store_has_its_order()
    {
        var account = Some.AccountWith(Store(1, "teashop") with { IsOrdered = false }, Store(2, "coffeeshop") with { IsOrdered = false });
        var half = AccountMachine.Decide(account, new StoreOrdered(Some.StoreId(1))).Value!;
        var all = AccountMachine.Decide(half, new StoreOrdered(Some.StoreId(2))).Value!;

        (half.Status, half.DueAt().HasValue).ShouldBe((AccountStatus.Ordering, true));
        (all.Status, all.DueAt().HasValue).ShouldBe((AccountStatus.Active, false));
        AccountMachine.Decide(half, new StoreGone(Some.StoreId(2))).Value!.Status.ShouldBe(AccountStatus.Active);
    }

    private static string Cell(AccountStatus status, Kind kind)
    {
        var account = Some.AccountWith(Store(1, "teashop") with { IsOrdered = status == AccountStatus.Active });
        var decision = AccountMachine.Decide(account, kind switch
        {
            Kind.OrderStore => Order(2, "coffeeshop"),
            Kind.StoreOrdered => new StoreOrdered(Some.StoreId(1)),
            Kind.StoreGone => new StoreGone(Some.StoreId(1)),
        });
        return !decision.Ok ? $"no: {decision.Error.Code}" : decision.Value.Status == status ? $"{status}" : decision.Value.Status.ToString();
    }

    private static OrderStore Order(int number, string name) => new(Some.StoreId(number), Some.Order(name), Some.Operation(number), "somebody", Some.Plan());

    private static AccountStore Store(int number, string name) => new(Some.StoreId(number), Some.Order(name), Some.Operation(number), "somebody", IsOrdered: true);
}
