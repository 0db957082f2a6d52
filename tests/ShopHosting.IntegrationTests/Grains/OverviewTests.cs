using ShopHosting.Contracts.Administration;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>What administrators are told, by the real grains.</summary>
public sealed class OverviewTests
{
    [Fact]
    public async Task Before_anything_happened_there_is_a_worker_and_nothing_else()
    {
        await using var world = await StoreWorld.StartAsync();

        var view = await Overview(world).ViewAsync().SoonAsync();

        view.Stores.Length.ShouldBe(Enum.GetValues<StoreStatus>().Length);
        view.Stores.ShouldAllBe(count => count.Count == 0);
        view.Workers.ShouldHaveSingleItem().Worker.SeenAt.ShouldBeNull();
        (view.Running.Rows.Length, view.Troubles.Length, view.MailsWaiting.Length, view.UnfinishedSignUps, view.OrderingAccounts).ShouldBe((0, 0, 0, 0L, 0L));
    }

    [Fact]
    public async Task Workers_are_found_by_status_and_by_the_beginning_of_their_name_and_turned_page_by_page()
    {
        await using var world = await StoreWorld.StartAsync();
        foreach (var number in Enumerable.Range(10, 35))
        {
            var worker = Some.WorkerIn(number % 5 == 0 ? WorkerStatus.Failed : WorkerStatus.Active) with { Id = WorkerId.Parse($"east{number}") };
            await world.Database.Store<WorkerState>().SaveAsync(worker.Key, 0, worker, Journal.Empty, CancellationToken.None);
        }

        (await NamesAsync(null, "east", null)).ShouldBe(Enumerable.Range(10, 30).Select(number => $"east{number}"));
        (await NamesAsync(null, "east", "east39")).ShouldBe(["east40", "east41", "east42", "east43", "east44"]);
        (await NamesAsync(WorkerStatus.Failed, "east3", null)).ShouldBe(["east30", "east35"]);
        (await NamesAsync(WorkerStatus.Active, "", "east44")).ShouldBe([Some.Worker.Value]);

        async Task<IEnumerable<string>> NamesAsync(WorkerStatus? status, string name, string? after)
            => (await Overview(world).WorkersAsync(status, name, after).SoonAsync()).Rows.Select(row => row.Worker.State.Key);
    }

    [Fact]
    public async Task A_live_store_is_counted_where_it_is_with_what_it_was_promised()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        await world.SweepAsync();

        var view = await Overview(world).ViewAsync().SoonAsync();

        view.Stores.Single(count => count.Count > 0).ShouldBe(new StatusCount(StoreStatus.Live, 1));
        var worker = view.Workers.ShouldHaveSingleItem();
        worker.Worker.SeenAt.ShouldNotBeNull();
        worker.Worker.Silence.ShouldBeNull();
        worker.Capacity.Single(use => use.Resource == CapacityResources.MemoryMb).Used.ShouldBe(1024);
        worker.Capacity[^1].ShouldBe(new CapacityUse(StoreMachine.SlotClaim, 1, 4000));
        view.Claims.ShouldBe([new("email", 1), new("engine", 1), new("store-name", 1)]);
        view.Failed.ShouldBeEmpty();
        worker.Edge!.AppliedAt.ShouldNotBeNull();
        worker.Edge.Applied.ShouldBe(worker.Edge.Generation);
        view.Images.ShouldContain(image => image.Name == "wordpress" && !image.Missing);
    }

    [Fact]
    public async Task A_failed_store_stands_there_with_its_cause_and_a_silent_worker_with_its_silence()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.SweepAsync();
        var cause = new Error(ErrorKind.Invalid, "test.no", "No such image.");
        world.Refuses = call => call.StartsWith("EnsureImage", StringComparison.Ordinal) ? cause : null;
        await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync();
        await world.StatusAsync(StoreStatus.Failed);
        world.Refuses = call => call.StartsWith("List", StringComparison.Ordinal) ? Some.Failure : null;
        await world.SweepAsync();

        var view = await Overview(world).ViewAsync().SoonAsync();

        var trouble = view.Troubles.ShouldHaveSingleItem();
        (trouble.Store.Name, trouble.Store.Status, trouble.Cause, trouble.CanRetry).ShouldBe(("teashop", StoreStatus.Failed, cause, true));
        view.Failed.ShouldHaveSingleItem().Operation.Error.ShouldBe(cause);
        view.Workers[0].Worker.Silence.ShouldBe(Some.Failure.Message);
        view.Workers[0].Worker.SeenAt.ShouldNotBeNull("it did answer before");
        (await Overview(world).OperationsAsync(OperationOutcome.Failed, null).SoonAsync()).Rows.ShouldHaveSingleItem().Operation.Error.ShouldBe(cause);
    }

    [Fact]
    public async Task Orders_that_wait_for_room_stand_there_the_oldest_first()
    {
        await using var world = await StoreWorld.StartAsync(("Workers:DiskMb", "1000"));
        foreach (var (number, name) in new[] { (1, "teashop"), (2, "coffeeshop"), (3, "bookshop") })
        {
            await world.SignUpAsync(StoreWorld.SignUpOf(number, name)).SoonAsync();
            await world.StatusAsync(StoreStatus.Waiting, number);
            world.Clock.Shift(TimeSpan.FromMinutes(1));
        }

        var view = await Overview(world).ViewAsync().SoonAsync();

        view.Waiting.Select(waiting => waiting.Store.Name).ShouldBe(["teashop", "coffeeshop", "bookshop"]);
        view.Waiting[0].Cause!.Message.ShouldBe("There is no room for the store at the moment: 1 without 5120 MiB of disk.");
        view.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stores_are_found_by_status_and_name_and_a_mail_that_waits_is_told()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        await world.LiveStoreAsync(2, "coffeeshop");
        world.Mail.Refusal = Some.Failure;
        await world.Person().AskResetAsync(new Origin("a browser", "192.0.2.1")).SoonAsync();
        await world.UntilAsync(() => world.Read<PersonState>(Some.User().Value)!.Mails is [{ Failures: > 0 }], () => "not tried");

        (await NamesAsync(null, "")).ShouldBe(["coffeeshop", "teashop"], ignoreOrder: true);
        (await NamesAsync(StoreStatus.Live, "tea")).ShouldBe(["teashop"]);
        (await NamesAsync(StoreStatus.Failed, "")).ShouldBeEmpty();
        (await NamesAsync(null, "%' OR")).ShouldBeEmpty();
        (await Overview(world).ViewAsync().SoonAsync()).MailsWaiting.ShouldHaveSingleItem().Problem.ShouldBe(Some.Failure.Message);

        async Task<IEnumerable<string>> NamesAsync(StoreStatus? status, string name) => (await Overview(world).StoresAsync(status, name, null, null).SoonAsync()).Rows.Select(row => row.Name);
    }

    private static IOverviewGrain Overview(StoreWorld world) => world.Grains.GetGrain<IOverviewGrain>(IOverviewGrain.Key);
}
