using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>From a visitor's form to a shop that is seen from outside.</summary>
public sealed class SignUpTests
{
    [Fact]
    public async Task A_sign_up_ends_in_a_shop_that_a_visitor_reaches()
    {
        await using var world = await StoreWorld.StartAsync();

        var signedUp = await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync();
        signedUp.Error.ShouldBeNull();
        await world.RestAsync();

        var view = await world.Store().ViewAsync().SoonAsync();
        view!.Problem.ShouldBeNull();
        view.Status.ShouldBe(StoreStatus.Live);
        view.Observation!.IsFine.ShouldBeTrue();
        (await world.VisitAsync()).IsAsWanted.ShouldBeTrue();
        (await world.Person().ViewAsync().SoonAsync())!.Status.ShouldBe(PersonStatus.Active);
        (await world.Account().ViewAsync().SoonAsync())!.Status.ShouldBe(AccountStatus.Active);
    }
}
