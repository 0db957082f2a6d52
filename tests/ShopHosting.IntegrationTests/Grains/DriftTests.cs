using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>What happens to a worker behind the platform's back.</summary>
public sealed class DriftTests
{
    [Theory]
    [InlineData("application")]
    [InlineData("cache")]
    [InlineData("database")]
    public async Task A_container_that_was_removed_is_made_again_with_its_data(string component)
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var data = world.Engine.Volume(StoreWorld.NameOf("database"))!.Generation;

        world.Engine.Lose(StoreWorld.NameOf(component));
        await world.SweepAsync();
        await world.RestAsync();

        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        world.StateOf()!.Operation!.Kind.ShouldBe(OperationKind.Repair);
        (await DriftAsync(world)).Reason!.ShouldEndWith("was missing.");
        world.Engine.Volume(StoreWorld.NameOf("database"))!.Generation.ShouldBe(data);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stopped_container_is_started_again()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();

        world.Engine.Crash(StoreWorld.NameOf("application"));
        (await world.VisitAsync()).Problem.ShouldNotBeNull();
        await world.SweepAsync();
        await world.RestAsync();

        (await world.VisitAsync()).Problem.ShouldBeNull();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_network_that_was_removed_is_made_again_and_joined()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        (await world.Engine.RemoveNetworkAsync(StoreWorld.NameOf("inner"), world.CensusOf().Networks[0].Labels.Clear(), CancellationToken.None)).Ok.ShouldBeTrue();

        await world.SweepAsync();
        await world.RestAsync();

        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        world.CensusOf().Containers.ShouldAllBe(container => container.Addresses.ContainsKey(StoreWorld.NameOf("inner")));
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lost_data_is_reported_and_never_replaced_by_an_empty_volume()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        foreach (var component in new[] { "application", "database" })
        {
            world.Engine.Lose(StoreWorld.NameOf(component));
        }

        (await world.Engine.RemoveVolumeAsync(StoreWorld.NameOf("database"), world.CensusOf().Networks[0].Labels.Clear(), CancellationToken.None)).Ok.ShouldBeTrue();
        await world.SweepAsync();
        await world.StatusAsync(StoreStatus.Broken);

        world.StateOf()!.Problem!.Code.ShouldBe("store.data-missing");
        world.StateOf()!.Problem!.Message.ShouldContain(StoreWorld.NameOf("database"));
        var told = await DriftAsync(world);
        (told.Outcome, told.Error!.Code).ShouldBe((OperationOutcome.Failed, "store.data-missing"));
        told.Reason!.ShouldContain($"its data {StoreWorld.NameOf("database")} was missing");
        world.Engine.Volume(StoreWorld.NameOf("database")).ShouldBeNull();

        foreach (var _ in Enumerable.Range(0, 3))
        {
            var due = world.StateOf()!.DueAt();
            world.Clock.Shift(StoreMachine.BrokenPause);
            await world.UntilAsync(() => world.StateOf()!.DueAt() > due, () => "it is not looked at again");
        }

        (world.StateOf()!.Status, RepairsOf(world)).ShouldBe((StoreStatus.Broken, 1));
        (await world.Store().RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Broken);
        world.Engine.Volume(StoreWorld.NameOf("database")).ShouldBeNull();
    }

    [Fact]
    public async Task A_store_whose_data_somebody_brought_back_becomes_live_by_itself()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var labels = world.CensusOf().Volumes.Single(volume => volume.Name == StoreWorld.NameOf("database")).Labels;
        world.Engine.Lose(StoreWorld.NameOf("database"));
        (await world.Engine.RemoveVolumeAsync(StoreWorld.NameOf("database"), labels.Clear(), CancellationToken.None)).Error.ShouldBeNull();
        await world.SweepAsync();
        await world.StatusAsync(StoreStatus.Broken);

        (await world.Engine.EnsureVolumeAsync(new VolumeSpec { Name = StoreWorld.NameOf("database"), Labels = labels }, CancellationToken.None)).Error.ShouldBeNull();
        world.Clock.Shift(StoreMachine.BrokenPause);

        await world.StatusAsync(StoreStatus.Live);
        RepairsOf(world).ShouldBe(2);
    }

    [Fact]
    public async Task What_was_put_right_long_ago_is_forgotten_but_for_the_newest()
    {
        await using var world = await StoreWorld.StartAsync(("Journal:KeepNewest", "1"));
        await world.LiveStoreAsync();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            world.Engine.Lose(StoreWorld.NameOf("cache"));
            await world.SweepAsync();
            await world.RestAsync();
        }

        RepairsOf(world).ShouldBe(2);
        world.Clock.Shift(TimeSpan.FromDays(91));
        await ForgottenAsync().SoonAsync();

        world.StateOf()!.Operation!.Kind.ShouldBe(OperationKind.Repair);

        async Task ForgottenAsync()
        {
            while (RepairsOf(world) > 1)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_broken_store_whose_trouble_has_gone_becomes_live_by_itself()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        world.Engine.TakePort(21000 + world.StateOf()!.Placement!.Slot);
        world.Engine.Lose(StoreWorld.NameOf("application"));
        await world.SweepAsync();
        await world.StatusAsync(StoreStatus.Broken);

        world.Engine.FreePort(21000);
        world.Clock.Shift(StoreMachine.BrokenPause);
        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StoreStatus.Failed)]
    [InlineData(StoreStatus.Deleted)]
    [InlineData(StoreStatus.Purged)]
    public async Task What_comes_back_of_a_store_that_should_have_nothing_is_taken_away(StoreStatus status)
    {
        await using var world = await StoreWorld.StartAsync();
        world.Refuses = call => status == StoreStatus.Failed && call.StartsWith("Probe", StringComparison.Ordinal) ? Some.Failure : null;
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.CensusOf().Containers.Count(found => found.IsRunning) == 3, () => "it does not start");
        var container = world.Engine.Container(StoreWorld.NameOf("application"))!;
        var census = world.CensusOf();
        await EndAsAsync(world, status);
        await world.RestAsync();

        foreach (var network in census.Networks)
        {
            await world.Engine.EnsureNetworkAsync(new NetworkSpec { Name = network.Name, Subnet = network.Subnet, Labels = network.Labels }, CancellationToken.None);
        }

        foreach (var volume in census.Volumes)
        {
            await world.Engine.EnsureVolumeAsync(new VolumeSpec { Name = volume.Name, Labels = volume.Labels }, CancellationToken.None);
        }

        (await world.Engine.EnsureContainerAsync(container, [], CancellationToken.None)).Error.ShouldBeNull();
        Invariants.Broken(world).ShouldNotBeEmpty();
        await world.SweepAsync();

        Invariants.Broken(world).ShouldBeEmpty();
        world.StateOf()!.Status.ShouldBe(status);
        var told = await DriftAsync(world);
        (told.Kind, told.AskedBy, told.Outcome).ShouldBe((OperationKind.RemoveLeftovers, SystemActor.Name, OperationOutcome.Succeeded));
        told.Reason!.ShouldContain(container.Name);
    }

    [Fact]
    public async Task A_store_that_should_have_nothing_asks_only_the_worker_where_something_of_it_was_found()
    {
        await using var world = await StoreWorld.StartAsync();
        world.Refuses = call => call.StartsWith("EnsureImage", StringComparison.Ordinal) ? new Error(ErrorKind.Invalid, "test.no", "No such image.") : null;
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Failed);
        await world.RestAsync();
        foreach (var other in new[] { "w2", "w3", "w4" })
        {
            await world.Database.Store<WorkerState>().SaveAsync(other, 0, Some.WorkerIn(WorkerStatus.Active) with { Id = WorkerId.Parse(other) }, Journal.Empty, CancellationToken.None);
        }

        var before = world.Engine.Journal.Length;
        await world.Store().CheckAsync(Some.Worker).SoonAsync();
        world.Engine.Journal.Skip(before).Count(call => call.Verb == EngineVerb.List).ShouldBe(1);
    }

    [Fact]
    public async Task An_application_that_a_late_attempt_made_otherwise_is_put_right_when_the_shop_does_not_answer()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var mine = world.Engine.Container(StoreWorld.NameOf("application"))!;

        (await world.Engine.EnsureContainerAsync(mine with { Networks = [.. mine.Networks.Select(network => network with { Address = null })] }, [], CancellationToken.None)).Ok.ShouldBeTrue();
        (await world.VisitAsync()).Problem.ShouldNotBeNull();
        world.Clock.Shift(TimeSpan.FromMinutes(2));
        await world.SweepAsync();
        await world.RestAsync();

        (await world.VisitAsync()).Problem.ShouldBeNull();
        world.Engine.Container(StoreWorld.NameOf("application"))!.Networks.Select(network => network.Address).ShouldBe(mine.Networks.Select(network => network.Address));
    }

    public static TheoryData<Error> NobodyAsked => [EngineErrors.NotRunning("edge"), EngineErrors.Missing("container", "edge"), EngineErrors.TimedOut("Asking"), EngineErrors.Unreachable("w1", "silence")];

    /// <summary>Its containers are worded otherwise by a newer platform, which alone is no reason to make them anew.</summary>
    [Theory]
    [MemberData(nameof(NobodyAsked))]
    public async Task That_nobody_could_ask_says_nothing_about_the_shop(Error error)
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var cache = world.Engine.Container(StoreWorld.NameOf("cache"))!;
        (await world.Engine.EnsureContainerAsync(cache with { Labels = cache.Labels.SetItem(EngineLabels.Spec, "of another day") }, [], CancellationToken.None)).Error.ShouldBeNull();
        world.Refuses = call => call.StartsWith("Probe", StringComparison.Ordinal) ? error : null;

        (await store.ObserveAsync().SoonAsync()).ShouldBeFalse("it is asked again at the next sweep");
        await world.RestAsync();

        world.StateOf()!.Observation!.IsFine.ShouldBeTrue();
        world.StateOf()!.Operation!.Kind.ShouldBe(OperationKind.Provision);
    }

    [Fact]
    public async Task A_restart_of_one_part_makes_the_others_anew_that_are_from_another_day()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var application = world.Engine.Container(StoreWorld.NameOf("application"))!;
        (await world.Engine.EnsureContainerAsync(application with { Labels = application.Labels.SetItem(EngineLabels.Spec, "of another day") }, [], CancellationToken.None)).Error.ShouldBeNull();

        (await store.RestartAsync(StoreWorld.Ask(1), "cache").SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        world.CensusOf().Containers.Single(container => container.Name == application.Name).Labels[EngineLabels.Spec].ShouldNotBe("of another day");
    }

    [Fact]
    public async Task Sweeps_that_are_asked_for_while_one_is_under_way_are_one_more()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var (held, listed) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        world.Holds = call => call != "List" ? Task.CompletedTask : Interlocked.Increment(ref listed) == 1 ? held.Task : Task.CompletedTask;

        var first = world.SweepAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.SweepAsync())).SoonAsync();
        first.IsCompleted.ShouldBeFalse();
        held.SetResult();
        await first;

        listed.ShouldBe(4, "two sweeps, of which each lists for the worker and for its stores");
    }

    [Fact]
    public async Task Limits_and_networks_that_somebody_changed_by_hand_are_set_right_at_their_turn_and_told()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var application = StoreWorld.NameOf("application");
        await world.SweepAsync();

        world.Engine.Alter(application, facts => facts with { MemoryBytes = 1 << 30, RestartPolicy = "no", Networks = [.. facts.Networks, "bridge"] });
        world.Clock.Shift(TimeSpan.FromMinutes(11));
        await world.SweepAsync();
        await world.RestAsync();

        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        (await DriftAsync(world)).Reason.ShouldBe("The shop had memory 1 GiB instead of 512 MiB, restart policy no instead of always, network bridge besides its own.");
        var facts = (await world.Engine.InspectAsync(world.CensusOf().Networks[0].Labels.Clear(), CancellationToken.None)).Value!.Containers.Single(container => container.Name == application);
        (facts.MemoryBytes, facts.RestartPolicy, facts.Networks.Length).ShouldBe((512L << 20, "always", 2));
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_route_of_a_shop_made_before_applications_had_addresses_is_no_drift()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var state = world.StateOf()!;
        var edge = world.Grains.GetGrain<Contracts.Edges.IEdgeGrain>(Some.Worker.Value);
        (await edge.PutRouteAsync("teashop.shops.localhost", new(21000 + state.Placement!.Slot, "woocommerce", state.Key)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        await world.Store().CheckAsync(Some.Worker).SoonAsync();
        await world.RestAsync();

        world.StateOf()!.Operation!.Kind.ShouldBe(OperationKind.Provision);
    }

    [Fact]
    public async Task A_container_is_asked_for_itself_now_and_then_and_not_at_every_sweep()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        await world.SweepAsync();
        world.Clock.Shift(TimeSpan.FromMinutes(11));
        await world.SweepAsync();
        int Inspections() => world.Engine.Journal.Count(call => call.Verb == EngineVerb.Inspect && call.Name == Some.StoreId().Value);
        var before = Inspections();

        for (var sweep = 0; sweep < 20; sweep++)
        {
            world.Clock.Shift(TimeSpan.FromSeconds(29));
            await world.SweepAsync();
        }

        before.ShouldBeGreaterThan(0);
        Inspections().ShouldBe(before);
    }

    [Theory]
    [InlineData("edge")]
    [InlineData("guard")]
    public async Task The_platforms_own_containers_get_their_limits_back(string role)
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();

        world.Engine.Alter($"sh-{StoreWorld.InstallationId}-{role}", facts => facts with { Pids = 5 });
        await world.SweepAsync();
        await world.RestAsync();

        (await world.Worker.ViewAsync().SoonAsync())!.Status.ShouldBe(WorkerStatus.Active);
        (await DriftAsync(world)).Reason!.ShouldContain($"sh-{StoreWorld.InstallationId}-{role} (processes 5 instead of ");
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edge_that_serves_an_older_configuration_is_given_the_newest_again()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var edge = $"sh-{StoreWorld.InstallationId}-edge";

        (await world.Engine.ExecAsync(new ExecRequest(edge, ["/usr/local/bin/edge-switch", "1"]), CancellationToken.None)).Value!.ExitCode.ShouldBe(0);
        (await world.VisitAsync()).Status.ShouldBe(404);
        await world.SweepAsync();
        await world.RestAsync();

        (await world.VisitAsync()).Problem.ShouldBeNull();
        (await DriftAsync(world)).Reason!.ShouldStartWith("Its edge served configuration 1 where ");
    }

    [Theory]
    [InlineData("edge")]
    [InlineData("guard")]
    [InlineData("relay")]
    public async Task The_platforms_own_containers_are_made_again(string role)
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();

        world.Engine.Lose($"sh-{StoreWorld.InstallationId}-{role}");
        await world.SweepAsync();
        await world.RestAsync();

        (await world.Worker.ViewAsync().SoonAsync())!.Status.ShouldBe(WorkerStatus.Active);
        (await world.VisitAsync()).Problem.ShouldBeNull();
        (await DriftAsync(world)).Reason!.ShouldContain($"sh-{StoreWorld.InstallationId}-{role}");
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_cannot_be_set_up_says_why_and_is_tried_again_by_itself()
    {
        await using var world = StoreWorld.Prepare();
        world.Engine.Faults.IsUnreachable = true;
        await world.StartHostAsync();
        (await world.Worker.JoinAsync(new("unix:///fake.sock")).SoonAsync()).Ok.ShouldBeTrue();
        await world.UntilAsync(() => world.Read<WorkerState>("w1")?.Operation?.Steps.Any(step => step.Failures > 0) == true, () => "nothing fails");
        world.Clock.Shift(TimeSpan.FromMinutes(3));
        await world.RestAsync();
        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Failed);
        world.Read<WorkerState>("w1")!.Problem!.Code.ShouldBe("engine.unreachable");

        world.Engine.Faults.IsUnreachable = false;
        world.Clock.Shift(WorkerMachine.FailedPause);
        await world.UntilAsync(() => world.Read<WorkerState>("w1")!.Status == WorkerStatus.Active, () => "it is not tried again");
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_cannot_be_looked_at_keeps_no_other_from_being_repaired()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        await world.LiveStoreAsync(2, "coffeeshop");
        world.Engine.Crash(StoreWorld.NameOf("application"));
        world.Engine.Crash(StoreWorld.NameOf("application", 2));
        var lists = 0;
        world.Holds = call => call == "List" && Interlocked.Increment(ref lists) == 3 ? throw new InvalidOperationException("A defect.") : Task.CompletedTask;

        await world.SweepAsync();
        await world.RestAsync();
        IEnumerable<OperationKind> Kinds() => [world.StateOf()!.Operation!.Kind, world.StateOf(2)!.Operation!.Kind];
        Kinds().Count(kind => kind == OperationKind.Repair).ShouldBe(1);

        await world.SweepAsync();
        await world.RestAsync();
        Kinds().ShouldAllBe(kind => kind == OperationKind.Repair);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sweep_of_a_worker_that_is_right_touches_nothing()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var before = world.Engine.Journal.Length;

        await world.SweepAsync();
        await world.SweepAsync();

        world.Engine.Journal.Skip(before).Select(call => call.Verb).Except([EngineVerb.List, EngineVerb.Probe, EngineVerb.Exec, EngineVerb.Inspect]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Things_of_a_store_that_nobody_knows_are_left_alone()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var labels = world.CensusOf().Containers[0].Labels.SetItem(EngineLabels.Store, Some.StoreId(77).Value);
        world.Engine.AddForeignContainer("sh-test-unknown", labels);

        await world.SweepAsync();

        world.Engine.Container("sh-test-unknown").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_route_that_was_taken_away_is_opened_again()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        var edge = world.Grains.GetGrain<Contracts.Edges.IEdgeGrain>(Some.Worker.Value);
        (await edge.RemoveRouteAsync("teashop.shops.localhost", StoreWorld.KeyOf()).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        (await world.VisitAsync()).Problem.ShouldNotBeNull();

        world.Clock.Shift(TimeSpan.FromMinutes(2));
        await world.SweepAsync();
        await world.RestAsync();

        (await world.VisitAsync()).Problem.ShouldBeNull();
        (await DriftAsync(world)).Reason.ShouldBe("Its address led elsewhere.");
    }

    private static readonly string[] Kinds = ["container", "network", "volume"], Owners = ["none", "another installation", "another installation and this store"];

    public static IEnumerable<object[]> ForeignThings => from kind in Kinds from owner in Owners select new object[] { kind, owner };

    /// <summary>Somebody put something of theirs in the place of what was ours, by name. Whatever is asked of the store then, theirs stays as it is.</summary>
    [Theory]
    [MemberData(nameof(ForeignThings))]
    public async Task What_is_anothers_is_never_touched_though_it_bears_our_name(string kind, string whose)
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var ours = world.CensusOf();
        var labels = whose switch
        {
            "none" => ours.Networks[0].Labels.Clear(),
            "another installation" => ours.Networks[0].Labels.Clear().Add(EngineLabels.Installation, "other"),
            _ => ours.Networks[0].Labels.SetItem(EngineLabels.Installation, "other"),
        };
        foreach (var container in ours.Containers)
        {
            world.Engine.Lose(container.Name);
        }

        var name = StoreWorld.NameOf(kind switch { "container" => "application", "network" => "inner", _ => "database" });
        switch (kind)
        {
            case "container":
                world.Engine.AddForeignContainer(name, labels);
                break;
            case "network":
                (await world.Engine.RemoveNetworkAsync(name, labels.Clear(), CancellationToken.None)).Error.ShouldBeNull();
                world.Engine.AddForeignNetwork(name, "172.21.0.0/24", labels);
                break;
            default:
                (await world.Engine.RemoveVolumeAsync(name, labels.Clear(), CancellationToken.None)).Error.ShouldBeNull();
                world.Engine.AddForeignVolume(name, labels);
                break;
        }

        var theirs = Theirs();
        await world.SweepAsync();
        await world.StatusAsync(StoreStatus.Broken);
        (await store.RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        (await store.SuspendAsync(StoreWorld.Ask(2), SuspensionCause.Abuse, "It sends spam.").SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.StateOf()!.Status == StoreStatus.Suspended || world.StateOf()!.Problem is not null, () => "it is not suspended");
        (await store.DeleteAsync(StoreWorld.Ask(3), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Deleted);
        world.Clock.Shift(TimeSpan.FromDays(8));
        await world.StatusAsync(StoreStatus.Purged);
        await world.SweepAsync();

        Theirs().ShouldBe(theirs);

        string Theirs()
        {
            var census = world.Engine.Census();
            return string.Join("; ", [
                .. census.Containers.Where(found => found.Name == name).Select(found => $"{found.Id} {found.State} {string.Join(",", found.Labels)}"),
                .. census.Networks.Where(found => found.Name == name).Select(found => $"{found.Id} {string.Join(",", found.Labels)}"),
                .. census.Volumes.Where(found => found.Name == name).Select(found => $"{found.CreatedAt} {string.Join(",", found.Labels)}"),
            ]);
        }
    }

    private static int RepairsOf(StoreWorld world)
        => world.Database.OperationsAsync("store", StoreWorld.KeyOf(), null, 100, CancellationToken.None).Result.Count(operation => operation.Kind == OperationKind.Repair);

    /// <summary>What was written down last of something that was otherwise than it should be.</summary>
    private static async Task<Operation> DriftAsync(StoreWorld world) => (await world.Database.DriftAsync(null, null, 1, CancellationToken.None)).ShouldHaveSingleItem().Operation;

    private static async Task EndAsAsync(StoreWorld world, StoreStatus status)
    {
        if (status == StoreStatus.Failed)
        {
            (await world.Store().CancelAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
            await world.StatusAsync(StoreStatus.Failed);
            return;
        }

        await world.StatusAsync(StoreStatus.Live);
        (await world.Store().DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Deleted);
        if (status == StoreStatus.Purged)
        {
            world.Clock.Shift(TimeSpan.FromDays(7));
            await world.StatusAsync(StoreStatus.Purged);
        }
    }
}
