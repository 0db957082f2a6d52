using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>What is told of an operation's duration comes from those before it.</summary>
public sealed class TypicalTimesTests
{
    [Fact]
    public async Task The_first_store_has_no_forecast_and_the_next_one_has_that_of_the_first()
    {
        await using var world = await StoreWorld.StartAsync();
        var held = await HoldAsync(world, 1, "teashop");
        var first = (await world.Store(1).ViewAsync().SoonAsync()).ShouldNotBeNull();
        first.Typical.ShouldNotBeNull().ForecastOf(first.Operation!, world.Clock.GetUtcNow()).ShouldBeNull();
        await ReleaseAsync(world, held);
        (await world.Store(1).ViewAsync().SoonAsync())!.Typical.ShouldBeNull("nothing is under way");

        held = await HoldAsync(world, 2, "coffeeshop");
        (await world.Store(2).ViewAsync().SoonAsync())!.Typical!.Steps.ShouldBeEmpty("asked again within a minute");
        world.Clock.Shift(TimeSpan.FromMinutes(1));
        var next = (await world.Store(2).NextViewAsync(-1).SoonAsync()).ShouldNotBeNull();
        next.Typical.ShouldNotBeNull().Steps.Keys.ShouldBe(next.Operation!.Steps.Select(step => step.Name), ignoreOrder: true);
        next.Typical.ForecastOf(next.Operation, world.Clock.GetUtcNow()).ShouldNotBeNull();
        (await TimesAsync(world, OperationKind.Restart)).Steps.ShouldBeEmpty("nothing was restarted yet");
        await ReleaseAsync(world, held);
    }

    private static Task<TypicalTimes> TimesAsync(StoreWorld world, OperationKind kind)
        => world.Grains.GetGrain<ITypicalTimesGrain>(StoreWorld.SignUpOf().FirstStore.Platform).OfAsync(kind).SoonAsync();

    /// <summary>A store that is being made and can't go on before its first part is allowed to start.</summary>
    private static async Task<TaskCompletionSource> HoldAsync(StoreWorld world, int number, string name)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Holds = call => call.StartsWith("Exec ", StringComparison.Ordinal) ? held.Task : Task.CompletedTask;
        (await world.SignUpAsync(StoreWorld.SignUpOf(number, name)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Provisioning, number);
        return held;
    }

    private static async Task ReleaseAsync(StoreWorld world, TaskCompletionSource held)
    {
        world.Holds = null;
        held.SetResult();
        await world.RestAsync();
    }
}
