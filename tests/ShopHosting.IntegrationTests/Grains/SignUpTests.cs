using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;
using ShopHosting.Testing.Storage;

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
        view.Address.ShouldBe(new Uri("http://teashop.shops.localhost:8088/"));
        (await world.VisitAsync()).Problem.ShouldBeNull();
        (await world.Person().ViewAsync().SoonAsync())!.Status.ShouldBe(PersonStatus.Active);
        (await world.Account().ViewAsync().SoonAsync())!.Status.ShouldBe(AccountStatus.Active);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sign_up_asked_twice_makes_one_shop_and_gives_the_same_answer()
    {
        await using var world = await StoreWorld.StartAsync();

        var first = await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync();
        var second = await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync();
        await world.RestAsync();
        var third = await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync();

        second.ShouldBe(first);
        third.ShouldBe(first);
        world.All<StoreState>().Count().ShouldBe(1);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sign_up_of_somebody_else_with_the_same_operation_learns_nothing()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();

        var other = await world.SignUpAsync(StoreWorld.SignUpOf() with { Password = new Password("a guess of a stranger") }).SoonAsync();

        other.Error!.Code.ShouldBe(PersonErrors.EmailTaken.Code);
    }

    [Fact]
    public async Task A_taken_e_mail_address_refuses_and_leaves_nothing_behind()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();

        var refused = await world.SignUpAsync(StoreWorld.SignUpOf(2, "coffeeshop", "owner1@shops.example")).SoonAsync();

        refused.Error.ShouldBe(PersonErrors.EmailTaken);
        world.All<PersonState>().Count().ShouldBe(1);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_taken_shop_name_refuses_and_the_same_form_with_another_name_succeeds()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();

        var refused = await world.SignUpAsync(StoreWorld.SignUpOf(2, "teashop")).SoonAsync();
        refused.Error!.Code.ShouldBe("store.name-taken");
        refused.Error.Field.ShouldBe("Name");
        world.Read<PersonState>(Some.User(2).Value)!.Status.ShouldBe(PersonStatus.Expired);
        Invariants.Broken(world).ShouldBeEmpty();

        (await world.SignUpAsync(StoreWorld.SignUpOf(2, "coffeeshop")).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        world.StateOf(2)!.Status.ShouldBe(StoreStatus.Live);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_platform_that_cannot_be_offered_refuses_with_a_sentence()
    {
        await using var world = await StoreWorld.StartAsync();

        var refused = await world.SignUpAsync(StoreWorld.SignUpOf(platform: "magento")).SoonAsync();

        refused.Error!.Code.ShouldBe("store.unknown-platform");
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_sign_ups_for_one_name_at_the_same_moment_make_one_shop()
    {
        await using var world = await StoreWorld.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => world.SignUpAsync(StoreWorld.SignUpOf(number)))).SoonAsync();
        await world.RestAsync();

        answers.Count(answer => answer.Ok).ShouldBe(1);
        answers.Where(answer => !answer.Ok).ShouldAllBe(answer => answer.Error!.Code == "store.name-taken");
        world.All<StoreState>().Count().ShouldBe(1);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Twenty_sign_ups_at_the_same_moment_get_twenty_places()
    {
        await using var world = await StoreWorld.StartAsync(("Workers:CpuPercent", "10000"), ("Workers:MemoryPercent", "400"), ("Workers:DiskMb", "1000000"));

        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => world.SignUpAsync(StoreWorld.SignUpOf(number, $"shop{number}")))).SoonAsync();
        await world.RestAsync();

        answers.ShouldAllBe(answer => answer.Ok);
        world.All<StoreState>().ShouldAllBe(store => store.Status == StoreStatus.Live);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SaveFault.BeforeCommit)]
    [InlineData(SaveFault.AfterCommit)]
    public async Task A_sign_up_that_cannot_be_finished_expires_and_holds_nothing(SaveFault fault)
    {
        await using var world = await StoreWorld.StartAsync();
        world.Database.FaultAt = save => save is { Table: "account", State: AccountState { Stores.IsEmpty: false } } ? fault : SaveFault.None;

        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Ok.ShouldBeFalse();
        if (fault == SaveFault.AfterCommit)
        {
            // The account knows its order now; only the store does not.
            world.Database.FaultAt = save => save.Table == "store" ? SaveFault.BeforeCommit : SaveFault.None;
        }

        world.Read<PersonState>(Some.User().Value)!.Status.ShouldBe(PersonStatus.SigningUp);
        world.Clock.Shift(PersonMachine.SignUpLimit);
        await world.UntilAsync(() => world.Read<PersonState>(Some.User().Value)!.Status == PersonStatus.Expired, () => "the sign-up does not expire");

        world.Database.FaultAt = null;
        Invariants.Broken(world).ShouldBeEmpty();
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sign_up_whose_host_lost_every_answer_is_finished_by_itself()
    {
        await using var world = await StoreWorld.StartAsync();
        var lost = new HashSet<string>();
        world.Database.FaultAt = save => lost.Add($"{save.Table} {save.State.GetHashCode()}") && lost.Count < 30 ? SaveFault.AfterCommit : SaveFault.None;

        try
        {
            await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync();
        }
        catch (IOException)
        {
            // Whoever asked knows nothing, and does not ask again.
        }

        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_door_opens_for_the_right_password_only()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var door = world.Grains.GetGrain<ISignInGrain>(ISignInGrain.Key);
        var session = new NewSession(new string('a', 64), "a browser", "192.0.2.1");

        (await door.SignInAsync(PersonRole.Customer, Some.Email("owner1@shops.example"), new Password("wrong"), session).SoonAsync()).Error.ShouldBe(PersonErrors.WrongCredentials);
        (await door.SignInAsync(PersonRole.Customer, Some.Email("nobody@shops.example"), new Password("wrong"), session).SoonAsync()).Error.ShouldBe(PersonErrors.WrongCredentials);
        (await world.Person().SessionAsync(session.TokenHash).SoonAsync()).ShouldBeNull();

        (await door.SignInAsync(PersonRole.Customer, Some.Email("owner1@shops.example"), StoreWorld.SignUpOf().Password, session).SoonAsync()).Value.ShouldBe(Some.User());
        (await world.Person().SessionAsync(session.TokenHash).SoonAsync())!.Account.ShouldBe(Some.Account());

        world.Clock.Shift(SessionLimits.Default.Ordinary.Idle);
        (await world.Person().SessionAsync(session.TokenHash).SoonAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_foreign_accounts_key_is_another_grain_that_knows_nothing()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var foreign = world.Grains.GetGrain<Contracts.Stores.IStoreGrain>(StoreState.KeyOf(Some.Account(2), Some.StoreId(1)));

        (await foreign.ViewAsync().SoonAsync()).ShouldBeNull();
        (await foreign.DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error!.Kind.ShouldBe(ErrorKind.NotFound);
        (await foreign.CredentialsAsync(StoreWorld.Ask(1)).SoonAsync()).Error!.Kind.ShouldBe(ErrorKind.NotFound);
        await foreign.CheckAsync(Some.Worker).SoonAsync();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        Invariants.Broken(world).ShouldBeEmpty();
    }
}
