using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>A shop that stands still for a reason, and comes back.</summary>
public sealed class SuspensionTests
{
    private static readonly string[] s_components = ["application", "cache", "database"];

    [Fact]
    public async Task Visitors_read_that_it_is_paused_before_its_containers_stop_and_all_it_has_stays()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var data = world.Engine.Volume(StoreWorld.NameOf("database"))!.Generation;
        string? servedAtTheFirstStop = null;
        world.Holds = call =>
        {
            servedAtTheFirstStop ??= call.StartsWith("StopContainer", StringComparison.Ordinal) ? world.Served["teashop.shops.localhost"] : null;
            return Task.CompletedTask;
        };

        (await store.SuspendAsync(StoreWorld.Ask(1), SuspensionCause.Unpaid, "The invoice of March is open.").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Suspended);
        await world.RestAsync();

        servedAtTheFirstStop.ShouldBe(NginxText.Nowhere);
        (await world.VisitAsync()).Status.ShouldBe(EdgeConfiguration.SuspendedStatus);
        world.CensusOf().Containers.ShouldAllBe(container => !container.IsRunning);
        world.StateOf()!.Suspension.ShouldBe(new Suspension(SuspensionCause.Unpaid, "The invoice of March is open.", Some.User().Value, world.StateOf()!.Suspension!.Since));
        Invariants.Broken(world).ShouldBeEmpty();

        (await store.ResumeAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();

        (await world.VisitAsync()).Problem.ShouldBeNull();
        world.Engine.Volume(StoreWorld.NameOf("database"))!.Generation.ShouldBe(data);
        world.StateOf()!.Suspension.ShouldBeNull();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_it_stands_still_nothing_else_is_asked_of_it_and_each_refusal_says_so()
    {
        await using var world = await SuspendedAsync();
        var store = world.Store();

        foreach (var refused in new[]
        {
            await store.RestartAsync(StoreWorld.Ask(11)).SoonAsync(),
            await store.RotatePasswordAsync(StoreWorld.Ask(12)).SoonAsync(),
            await store.RetryAsync(StoreWorld.Ask(13)).SoonAsync(),
            new((await store.SignInLinkAsync(StoreWorld.Ask(14)).SoonAsync()).Error),
        })
        {
            refused.Error!.Message.ShouldContain("the store is suspended");
        }

        (await store.CredentialsAsync(StoreWorld.Ask(15)).SoonAsync()).Error.ShouldBeNull("its owner may know the own password");
        world.StateOf()!.Status.ShouldBe(StoreStatus.Suspended);
    }

    [Fact]
    public async Task Its_stopped_containers_are_no_drift()
    {
        await using var world = await SuspendedAsync();
        var before = world.Engine.Journal.Length;

        world.Clock.Shift(TimeSpan.FromMinutes(2));
        await world.SweepAsync();
        await world.Store().CheckAsync().SoonAsync();
        await world.RestAsync();

        world.Engine.Journal.Skip(before).Select(call => call.Verb).Except([EngineVerb.List, EngineVerb.Exec]).ShouldBeEmpty();
        (await KindsAsync(world)).ShouldBe([OperationKind.Suspend, OperationKind.Provision]);
    }

    [Theory]
    [InlineData("application")]
    [InlineData("cache")]
    [InlineData("database")]
    public async Task A_container_that_somebody_started_is_stopped_again(string component)
    {
        await using var world = await SuspendedAsync();

        (await world.Engine.RestartContainerAsync(StoreWorld.NameOf(component), CancellationToken.None)).Error.ShouldBeNull();
        await world.SweepAsync();
        await world.RestAsync();

        (await KindsAsync(world))[0].ShouldBe(OperationKind.Repair);
        (world.StateOf()!.Status, world.StateOf()!.Suspension!.Cause).ShouldBe((StoreStatus.Suspended, SuspensionCause.Unpaid));
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_that_a_late_attempt_opened_is_closed_again()
    {
        await using var world = await SuspendedAsync();
        var state = world.StateOf()!;
        var edge = world.Grains.GetGrain<Contracts.Edges.IEdgeGrain>(Some.Worker.Value);

        (await edge.PutRouteAsync("teashop.shops.localhost", new(21000 + state.Placement!.Slot, "woocommerce", state.Key)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.Clock.Shift(TimeSpan.FromMinutes(2));
        await world.SweepAsync();
        await world.RestAsync();

        (await world.VisitAsync()).Status.ShouldBe(EdgeConfiguration.SuspendedStatus);
        world.StateOf()!.Status.ShouldBe(StoreStatus.Suspended);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lost_data_is_reported_when_it_is_resumed_and_nothing_starts_without_it()
    {
        await using var world = await SuspendedAsync();
        foreach (var component in s_components)
        {
            world.Engine.Lose(StoreWorld.NameOf(component));
        }

        (await world.Engine.RemoveVolumeAsync(StoreWorld.NameOf("database"), world.CensusOf().Networks[0].Labels.Clear(), CancellationToken.None)).Ok.ShouldBeTrue();
        (await world.Store().ResumeAsync(StoreWorld.Ask(3)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Broken);

        world.StateOf()!.Problem!.Code.ShouldBe("store.data-missing");
        world.CensusOf().Containers.ShouldBeEmpty();
        world.Engine.Volume(StoreWorld.NameOf("database")).ShouldBeNull();
    }

    [Fact]
    public async Task A_worker_that_does_not_answer_is_suspended_on_as_soon_as_it_does()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        world.Refuses = call => call.StartsWith("StopContainer", StringComparison.Ordinal) ? EngineErrors.Unreachable("w1", "no route") : null;

        (await store.SuspendAsync(StoreWorld.Ask(1), SuspensionCause.Abuse, "It sends spam.").SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.StateOf()!.Operation!.Steps.Any(step => step.Failures > 0), () => "nothing fails");
        (await world.VisitAsync()).Status.ShouldBe(EdgeConfiguration.SuspendedStatus);
        world.Clock.Shift(TimeSpan.FromMinutes(11));
        await world.UntilAsync(() => world.StateOf()!.Problem is not null, () => "it does not say what it waits for");
        world.StateOf()!.Status.ShouldBe(StoreStatus.Suspending);

        world.Refuses = null;
        world.Clock.Shift(TimeSpan.FromMinutes(1));
        await world.StatusAsync(StoreStatus.Suspended);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StoreStatus.Suspending)]
    [InlineData(StoreStatus.Suspended)]
    [InlineData(StoreStatus.Resuming)]
    public async Task Delete_wins(StoreStatus status)
    {
        await using var world = await SuspendedAsync(("Installation:Grace", "00:00:00"));
        if (status != StoreStatus.Suspended)
        {
            world.Refuses = call => call.StartsWith("StopContainer", StringComparison.Ordinal) || call.StartsWith("EnsureContainer", StringComparison.Ordinal) ? EngineErrors.Unreachable("w1", "no route") : null;
            (await (status == StoreStatus.Resuming ? world.Store().ResumeAsync(StoreWorld.Ask(3)) : world.Store().SuspendAsync(StoreWorld.Ask(3), SuspensionCause.Abuse, "Spam.")).SoonAsync()).Error.ShouldBeNull();
            await world.UntilAsync(() => world.StateOf()!.Operation!.Steps.Any(step => step.Failures > 0), () => "nothing fails");
        }

        world.StateOf()!.Status.ShouldBe(status);
        (await world.Store().DeleteAsync(StoreWorld.Ask(4), "teashop").SoonAsync()).Error.ShouldBeNull();
        world.Refuses = null;
        await world.StatusAsync(StoreStatus.Purged);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Words_that_nobody_could_read_are_refused()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();

        foreach (var words in new[] { "", "  ", "a\u0000b", "line\nbreak", new string('x', Suspension.MaxWordsLength + 1) })
        {
            (await store.SuspendAsync(StoreWorld.Ask(1), SuspensionCause.Abuse, words).SoonAsync()).Error!.Code.ShouldBe("store.bad-suspension-words");
        }

        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
    }

    private static async Task<StoreWorld> SuspendedAsync(params (string Key, string Value)[] settings)
    {
        var world = await StoreWorld.StartAsync(settings);
        await world.LiveStoreAsync();
        (await world.Store().SuspendAsync(StoreWorld.Ask(1), SuspensionCause.Unpaid, "Please pay.").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Suspended);
        await world.RestAsync();
        return world;
    }

    private static async Task<IReadOnlyList<OperationKind>> KindsAsync(StoreWorld world)
        => [.. (await world.Database.OperationsAsync("store", StoreWorld.KeyOf(), null, 10, CancellationToken.None)).OrderByDescending(operation => operation.StartedAt).Select(operation => operation.Kind)];
}
