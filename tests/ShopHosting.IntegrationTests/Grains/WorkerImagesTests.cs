using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>Orders go only to workers that have the images of their kind of shop.</summary>
public sealed class WorkerImagesTests
{
    private const string Image = "shophosting/woocommerce:1";

    [Fact]
    public async Task An_order_goes_past_the_emptiest_worker_when_that_one_lacks_its_images_and_one_of_another_kind_does_not()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        await world.LiveStoreAsync();
        TakeFromBoth(world);
        await CheckAsync(world, StoreWorld.Second, 1);
        world.Engine.AddImage(Image);
        await OpenSecondAsync(world);

        await world.LiveStoreAsync(2, "coffeeshop");
        var placed = world.StateOf(2)!;
        placed.Placement!.Worker.ShouldBe(Some.Worker);
        placed.PlacedFor!.LeftOut.ShouldBe([new LeftOut(PlacementFilter.Images, 1)]);

        (await world.SignUpAsync(StoreWorld.SignUpOf(3, "bookshop", platform: "wordpress")).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live, 3);
        world.StateOf(3)!.Placement!.Worker.ShouldBe(StoreWorld.Second);
    }

    [Fact]
    public async Task An_order_whose_images_no_worker_has_waits_until_one_gets_them()
    {
        await using var world = await StoreWorld.StartTwoAsync(("Workers:WakePeriod", "01:00:00"));
        TakeFromBoth(world);
        await CheckAsync(world, Some.Worker, 1);
        await CheckAsync(world, StoreWorld.Second, 2);
        await OpenSecondAsync(world);

        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting);
        world.StateOf()!.Problem!.Message.ShouldBe("There is no room for the store at the moment: 2 without the images of WooCommerce.");

        world.Engines[StoreWorld.Second].AddImage(Image);
        await CheckAsync(world, StoreWorld.Second, 3);
        await world.StatusAsync(StoreStatus.Live);
        world.StateOf()!.Placement!.Worker.ShouldBe(StoreWorld.Second);
    }

    [Fact]
    public async Task Images_that_nobody_had_are_asked_for_again_after_longer_and_longer_pauses()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        TakeFromBoth(world);
        await CheckAsync(world, Some.Worker, 1);
        await SweepsAsync(world, TimeSpan.FromMinutes(5));
        var asked = (await world.Database.OperationsAsync(WorkerState.Table.Name, Some.Worker.Value, null, 100, default)).Count;
        asked.ShouldBe(5, "its joining, the check, and after 0, 1 and 3 minutes");
        world.Read<WorkerState>(Some.Worker.Value)!.Images.ShouldNotContainKey("woocommerce");

        world.Engines[StoreWorld.Second].AddImage(Image);
        await SweepsAsync(world, TimeSpan.FromMinutes(3));
        world.Read<WorkerState>(Some.Worker.Value)!.Images["woocommerce"].ShouldBe(Image);
    }

    [Fact]
    public async Task A_worker_of_which_nobody_knows_what_it_has_is_not_left_out()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.KillHostAsync();
        await ChangeAsync<WorkerState>(world, Some.Worker.Value, worker => worker with { Images = worker.Images.Clear() });
        await world.StartHostAsync();

        await world.LiveStoreAsync();
        world.Read<WorkerState>(Some.Worker.Value)!.Images.ShouldBeEmpty("nobody looked at it");
    }

    [Fact]
    public async Task An_order_that_waited_over_an_update_is_made_with_the_images_of_now()
    {
        await using var world = await StoreWorld.StartTwoAsync();
        (await world.Worker.CordonAsync(Ask(1), "Not this one.").SoonAsync()).Error.ShouldBeNull();
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting);
        await world.KillHostAsync();
        await ChangeAsync<StoreState>(world, StoreWorld.KeyOf(), store => store with { Images = store.Images.SetItem("woocommerce", "shophosting/woocommerce:0") });
        await world.StartHostAsync();

        await world.PlaceAtAsync(StoreWorld.Second);
        await world.StatusAsync(StoreStatus.Live);
        world.StateOf()!.Images["woocommerce"].ShouldBe(Image);
    }

    private static void TakeFromBoth(StoreWorld world)
    {
        foreach (var engine in world.Engines.Values)
        {
            engine.RemoveImage(Image);
        }
    }

    private static async Task SweepsAsync(StoreWorld world, TimeSpan time)
    {
        for (var gone = TimeSpan.Zero; gone < time; gone += TimeSpan.FromSeconds(30))
        {
            await world.SweepAsync();
            await world.RestAsync();
            world.Clock.Shift(TimeSpan.FromSeconds(30));
        }
    }

    private static async Task CheckAsync(StoreWorld world, WorkerId worker, int number)
    {
        (await world.WorkerOf(worker).CheckAgainAsync(Ask(number)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
    }

    /// <summary>It takes orders, and the view of the fleet is old enough to be read anew.</summary>
    private static async Task OpenSecondAsync(StoreWorld world)
    {
        (await world.WorkerOf(StoreWorld.Second).UncordonAsync(Ask(9)).SoonAsync()).Error.ShouldBeNull();
        world.Clock.Shift(TimeSpan.FromSeconds(3));
    }

    private static async Task ChangeAsync<TState>(StoreWorld world, string key, Func<TState, TState> change) where TState : class, IEntityState<TState>
    {
        var rows = world.Database.Store<TState>();
        var row = (await rows.LoadAsync(key, CancellationToken.None))!;
        (await rows.SaveAsync(key, row.Version, change(row.State), Journal.Empty, CancellationToken.None)).ShouldBeOfType<SaveOutcome.Saved>();
    }

    private static WorkerAsk Ask(int number) => new(Some.Operation(2000 + number), SystemActor.Name);
}
