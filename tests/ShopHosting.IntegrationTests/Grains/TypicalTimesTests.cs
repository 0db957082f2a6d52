using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>What is told of an operation's duration comes from those before it.</summary>
public sealed class TypicalTimesTests
{
    [Fact]
    public async Task The_first_store_has_no_forecast_and_the_next_one_has_that_of_the_first()
    {
        await using var world = await StoreWorld.StartAsync();
        await HoldAsync(world, 1, "teashop");
        var first = (await world.Store(1).ViewAsync().SoonAsync()).ShouldNotBeNull();
        first.Typical.ShouldNotBeNull().ForecastOf(first.Operation!, world.Clock.GetUtcNow()).ShouldBeNull();
        await ReleaseAsync(world);
        (await world.Store(1).ViewAsync().SoonAsync())!.Typical.ShouldBeNull("nothing is under way");

        await HoldAsync(world, 2, "coffeeshop");
        (await world.Store(2).ViewAsync().SoonAsync())!.Typical!.Steps.ShouldBeEmpty("asked again within a minute");
        world.Clock.Shift(TimeSpan.FromMinutes(1));
        var next = (await world.Store(2).NextViewAsync(-1).SoonAsync()).ShouldNotBeNull();
        next.Typical.ShouldNotBeNull().Steps.Keys.ShouldBe(next.Operation!.Steps.Select(step => step.Name), ignoreOrder: true);
        next.Typical.ForecastOf(next.Operation, world.Clock.GetUtcNow()).ShouldNotBeNull();
        (await TimesAsync(world, OperationKind.Restart)).Steps.ShouldBeEmpty("nothing was restarted yet");
        await ReleaseAsync(world);
    }

    private static Task<TypicalTimes> TimesAsync(StoreWorld world, OperationKind kind)
        => world.Grains.GetGrain<ITypicalTimesGrain>(StoreWorld.SignUpOf().FirstStore.Platform).OfAsync(kind).SoonAsync();

    /// <summary>A store that is being made and can't go on.</summary>
    private static async Task HoldAsync(StoreWorld world, int number, string name)
    {
        world.Engine.OnExec("*", _ => new ExecAnswer(1, ""));
        (await world.SignUpAsync(StoreWorld.SignUpOf(number, name)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Provisioning, number);
    }

    private static async Task ReleaseAsync(StoreWorld world)
    {
        world.Engine.OnExec("*", _ => new ExecAnswer(0, ""));
        await world.RestAsync();
    }
}
