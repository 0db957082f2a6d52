using System.Collections.Immutable;
using System.Net;
using System.Text;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>What every engine of a worker promises. The fake and the real one pass the same tests.</summary>
public abstract class WorkerEngineContract(EngineStage stage) : IAsyncLifetime
{
    private static readonly ImmutableArray<UploadFile> NoFiles = [];

    private IWorkerEngine Engine => stage.Engine;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => stage.CleanAsync();

    [Fact]
    public async Task It_tells_what_it_is()
    {
        var told = Value(await Engine.DescribeAsync(default));
        Version.Parse(told.ApiVersion).ShouldBeGreaterThanOrEqualTo(new Version(1, 41));
        told.Processors.ShouldBePositive();
        told.MemoryBytes.ShouldBePositive();
    }

    [Fact]
    public async Task An_image_is_there_only_with_its_content()
    {
        Done(await Engine.EnsureImageAsync(stage.Image, default));
        Done(await Engine.EnsureImageAsync(stage.Image with { Content = null }, default));
        Code(await Engine.EnsureImageAsync(stage.Image with { Content = "other" }, default)).ShouldBe("engine.image-differs");
        Code(await Engine.EnsureImageAsync(new("shophosting/none:1"), default)).ShouldBe("engine.image-missing");
    }

    [Fact]
    public async Task A_network_is_made_once()
    {
        var network = stage.Network();
        Value(await Engine.EnsureNetworkAsync(network, default)).ShouldBe(Ensured.Created);
        Value(await Engine.EnsureNetworkAsync(network, default)).ShouldBe(Ensured.Unchanged);
        (await ListedAsync()).Networks.ShouldHaveSingleItem().Subnet.ShouldBe(network.Subnet);
    }

    [Fact]
    public async Task A_subnet_is_given_once()
    {
        var first = await NetworkAsync();
        Code(await Engine.EnsureNetworkAsync(stage.Network() with { Subnet = first.Subnet }, default)).ShouldBe("engine.subnet-taken");
        (await ListedAsync()).Networks.ShouldHaveSingleItem().Name.ShouldBe(first.Name);
    }

    [Fact]
    public async Task A_network_with_another_subnet_is_made_anew_only_while_nobody_uses_it()
    {
        var network = await NetworkAsync();
        var other = network with { Subnet = stage.Subnet() };
        Value(await Engine.EnsureNetworkAsync(other, default)).ShouldBe(Ensured.Created);
        (await ListedAsync()).Networks.ShouldHaveSingleItem().Subnet.ShouldBe(other.Subnet);

        await RunningAsync(stage.Sleeper() with { Networks = [new(network.Name, [])] });
        Code(await Engine.EnsureNetworkAsync(network, default)).ShouldBe("engine.in-use");
        (await ListedAsync()).Networks.ShouldHaveSingleItem().Subnet.ShouldBe(other.Subnet);
    }

    [Fact]
    public async Task A_volume_is_made_once()
    {
        var volume = stage.Volume();
        Value(await Engine.EnsureVolumeAsync(volume, default)).ShouldBe(Ensured.Created);
        Value(await Engine.EnsureVolumeAsync(volume, default)).ShouldBe(Ensured.Unchanged);
        (await ListedAsync()).Volumes.ShouldHaveSingleItem().Name.ShouldBe(volume.Name);
    }

    [Fact]
    public async Task A_container_is_made_once_and_runs_with_its_labels()
    {
        var spec = stage.Sleeper() with { Networks = [new((await NetworkAsync()).Name, ["a"]), new((await NetworkAsync()).Name, ["b"])] };
        Value(await Engine.EnsureContainerAsync(spec, NoFiles, default)).ShouldBe(Ensured.Created);
        var first = (await ListedAsync()).Containers.ShouldHaveSingleItem();
        Value(await Engine.EnsureContainerAsync(spec, NoFiles, default)).ShouldBe(Ensured.Unchanged);
        var second = (await ListedAsync()).Containers.ShouldHaveSingleItem();

        second.Id.ShouldBe(first.Id);
        second.IsRunning.ShouldBeTrue();
        second.Addresses.Keys.ShouldBe(spec.Networks.Select(network => network.Network), ignoreOrder: true);
        second.Labels[EngineLabels.Role].ShouldBe("sleeper");
        second.Labels[EngineLabels.Spec].ShouldBe(SpecHash.Of(spec, NoFiles));
    }

    [Fact]
    public async Task A_container_that_differs_is_replaced_and_its_volume_stays()
    {
        var volume = await VolumeAsync();
        var spec = stage.Sleeper() with { Volumes = [new(volume.Name, "/srv")] };
        await RunningAsync(spec);
        Done(await Engine.UploadAsync(spec.Name, [EngineStage.File("/srv/order.txt", "order 1")], default));
        var before = await stage.ContainerIdAsync(spec.Name);

        Value(await Engine.EnsureContainerAsync(spec with { Environment = spec.Environment.Add("PLAN", "big") }, NoFiles, default)).ShouldBe(Ensured.Created);

        (await stage.ContainerIdAsync(spec.Name)).ShouldNotBe(before);
        (await RunAsync(spec.Name, "cat", "/srv/order.txt")).ShouldBe(new ExecAnswer(0, "order 1"));
    }

    [Fact]
    public async Task A_changed_file_replaces_the_container_and_an_unchanged_one_does_not()
    {
        var volume = await VolumeAsync();
        var spec = stage.Sleeper() with { Volumes = [new(volume.Name, "/srv")] };
        Value(await Engine.EnsureContainerAsync(spec, [EngineStage.File("/srv/secret", "one")], default)).ShouldBe(Ensured.Created);
        Value(await Engine.EnsureContainerAsync(spec, [EngineStage.File("/srv/secret", "one")], default)).ShouldBe(Ensured.Unchanged);
        Value(await Engine.EnsureContainerAsync(spec, [EngineStage.File("/srv/secret", "two")], default)).ShouldBe(Ensured.Created);
        (await RunAsync(spec.Name, "cat", "/srv/secret")).ShouldBe(new ExecAnswer(0, "two"));
    }

    [Fact]
    public async Task A_later_operation_does_not_replace_a_container()
    {
        var spec = stage.Sleeper();
        await RunningAsync(spec with { Labels = spec.Labels.Add(EngineLabels.Operation, "a").Add(EngineLabels.Attempt, "1") });
        Value(await Engine.EnsureContainerAsync(spec with { Labels = spec.Labels.Add(EngineLabels.Operation, "b").Add(EngineLabels.Attempt, "2") }, NoFiles, default)).ShouldBe(Ensured.Unchanged);
    }

    [Fact]
    public async Task A_stopped_container_is_started_again_and_not_replaced()
    {
        var spec = stage.Sleeper();
        await RunningAsync(spec);
        var id = await stage.ContainerIdAsync(spec.Name);
        Done(await Engine.StopContainerAsync(spec.Name, default));
        Done(await Engine.StopContainerAsync(spec.Name, default));
        (await ListedAsync()).Containers.ShouldHaveSingleItem().State.ShouldBe("exited");

        Value(await Engine.EnsureContainerAsync(spec, NoFiles, default)).ShouldBe(Ensured.Mended);
        (await ListedAsync()).Containers.ShouldHaveSingleItem().IsRunning.ShouldBeTrue();
        (await stage.ContainerIdAsync(spec.Name)).ShouldBe(id);
    }

    [Fact]
    public async Task A_container_that_never_started_is_completed_by_the_next_asking()
    {
        var (network, volume, port) = (await NetworkAsync(), await VolumeAsync(), stage.FreePort());
        var spec = stage.Web(network.Name, volume.Name, port);
        ImmutableArray<UploadFile> files = [EngineStage.File("/srv/index.html", "shop")];
        using (stage.TakePort(port))
        {
            var refused = await Engine.EnsureContainerAsync(spec, files, default);
            refused.Error.ShouldBe(EngineErrors.PortTaken(port));
            Code(await Engine.RestartContainerAsync(spec.Name, default)).ShouldBe("engine.refused");
        }

        Value(await Engine.EnsureContainerAsync(spec, files, default)).ShouldBe(Ensured.Mended);
        Value(await Engine.EnsureContainerAsync(spec, files, default)).ShouldBe(Ensured.Unchanged);
        (await RunAsync(spec.Name, "cat", "/srv/index.html")).Output.ShouldBe("shop");
    }

    [Fact]
    public async Task A_container_whose_network_was_made_anew_comes_into_it()
    {
        var network = await NetworkAsync();
        var spec = stage.Sleeper() with { Networks = [new(network.Name, [])] };
        await RunningAsync(spec);
        Done(await Engine.StopContainerAsync(spec.Name, default));
        Done(await Engine.RemoveNetworkAsync(network.Name, stage.Labels, default));
        Value(await Engine.EnsureNetworkAsync(network, default)).ShouldBe(Ensured.Created);

        Value(await Engine.EnsureContainerAsync(spec, NoFiles, default)).ShouldNotBe(Ensured.Unchanged);
        (await ListedAsync()).Containers.ShouldHaveSingleItem().Addresses.Keys.ShouldBe([network.Name]);
    }

    [Fact]
    public async Task A_container_needs_its_image_volumes_and_networks()
    {
        var spec = stage.Sleeper();
        Code(await Engine.EnsureContainerAsync(spec with { Volumes = [new(stage.Name("none"), "/srv")] }, NoFiles, default)).ShouldBe("engine.missing");
        Code(await Engine.EnsureContainerAsync(spec with { Networks = [new(stage.Name("none"), [])] }, NoFiles, default)).ShouldBe("engine.missing");
        var nothing = await ListedAsync();
        nothing.Containers.ShouldBeEmpty();
        nothing.Volumes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Volumes_and_networks_of_strangers_are_not_used()
    {
        var (volume, network) = (stage.Name("volume"), stage.Name("net"));
        await stage.AddForeignVolumeAsync(volume);
        await stage.AddForeignNetworkAsync(network, stage.Subnet());
        var spec = stage.Sleeper();
        Code(await Engine.EnsureContainerAsync(spec with { Volumes = [new(volume, "/srv")] }, NoFiles, default)).ShouldBe("engine.foreign");
        Code(await Engine.EnsureContainerAsync(spec with { Networks = [new(network, [])] }, NoFiles, default)).ShouldBe("engine.foreign");
        Code(await Engine.EnsureVolumeAsync(stage.Volume() with { Name = volume }, default)).ShouldBe("engine.foreign");
        Code(await Engine.EnsureNetworkAsync(stage.Network() with { Name = network }, default)).ShouldBe("engine.foreign");
        Code(await Engine.RemoveVolumeAsync(volume, stage.Labels, default)).ShouldBe("engine.foreign");
        Code(await Engine.RemoveNetworkAsync(network, stage.Labels, default)).ShouldBe("engine.foreign");
        (await ListedAsync()).Containers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_container_of_a_stranger_is_never_touched()
    {
        var spec = stage.Sleeper();
        await stage.AddForeignContainerAsync(spec.Name);
        var id = await stage.ContainerIdAsync(spec.Name);

        Code(await Engine.EnsureContainerAsync(spec, NoFiles, default)).ShouldBe("engine.foreign");
        Code(await Engine.StopContainerAsync(spec.Name, default)).ShouldBe("engine.foreign");
        Code(await Engine.RestartContainerAsync(spec.Name, default)).ShouldBe("engine.foreign");
        Code(await Engine.ExecAsync(new(spec.Name, ["/bin/busybox", "true"]), default)).ShouldBe("engine.foreign");
        Code(await Engine.UploadAsync(spec.Name, [EngineStage.File("/tmp/x", "x")], default)).ShouldBe("engine.foreign");
        Code(await Engine.RemoveContainerAsync(spec.Name, stage.Labels, default)).ShouldBe("engine.foreign");
        Code(await Engine.RemoveContainerAsync(spec.Name, ImmutableSortedDictionary<string, string>.Empty, default)).ShouldBe("engine.foreign");

        (await stage.ContainerIdAsync(spec.Name)).ShouldBe(id);
    }

    [Fact]
    public async Task Asking_for_one_container_at_the_same_time_makes_one()
    {
        var volume = await VolumeAsync();
        var spec = stage.Sleeper() with { Volumes = [new(volume.Name, "/srv")] };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Engine.EnsureContainerAsync(spec, [EngineStage.File("/srv/a", "a")], default))));
        answers.Select(Value).Count(ensured => ensured == Ensured.Created).ShouldBe(1);
        answers.Select(Value).Count(ensured => ensured == Ensured.Unchanged).ShouldBe(7);
        (await ListedAsync()).Containers.ShouldHaveSingleItem().IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_policy_forbids_is_not_made()
    {
        var spec = stage.Sleeper() with { HasHostNetwork = true, Capabilities = ["SYS_ADMIN"] };
        var refused = await Engine.EnsureContainerAsync(spec, NoFiles, default);
        Code(refused).ShouldBe("engine.policy");
        refused.Error!.Message.ShouldContain("SYS_ADMIN");
        refused.Error!.Message.ShouldContain("host's network");
        Code(await Engine.EnsureVolumeAsync(stage.Volume() with { Labels = ImmutableSortedDictionary<string, string>.Empty }, default)).ShouldBe("engine.policy");
        Code(await Engine.EnsureNetworkAsync(stage.Network() with { Subnet = "8.8.8.0/24" }, default)).ShouldBe("engine.policy");
        (await ListedAsync()).Containers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_come_with_owner_and_mode_also_where_the_container_may_only_read()
    {
        var (open, closed) = (await VolumeAsync(), await VolumeAsync());
        var spec = stage.Sleeper() with { Volumes = [new(open.Name, "/srv"), new(closed.Name, "/secrets", IsReadOnly: true)] };
        Value(await Engine.EnsureContainerAsync(
            spec,
            [EngineStage.File("/srv/deep/down/page", "page"), EngineStage.File("/secrets/key", "key", 0b100_000_000), EngineStage.File("/secrets/other/key", "other", 0b100_100_000, 0, 1000)],
            default)).ShouldBe(Ensured.Created);

        (await RunAsync(spec.Name, "cat", "/srv/deep/down/page")).Output.ShouldBe("page");
        (await RunAsync(spec.Name, "cat", "/secrets/key")).Output.ShouldBe("key");
        (await RunAsync(spec.Name, "stat", "-c", "%a %u %g", "/secrets/key")).Output.ShouldBe("400 1000 1000\n");
        (await RunAsync(spec.Name, "stat", "-c", "%a %u %g", "/secrets/other/key")).Output.ShouldBe("440 0 1000\n");
        (await ListedAsync()).Containers.ShouldHaveSingleItem().Name.ShouldBe(spec.Name);
    }

    [Fact]
    public async Task Files_can_be_put_into_a_running_container_but_only_into_volumes()
    {
        var (open, closed) = (await VolumeAsync(), await VolumeAsync());
        var spec = stage.Sleeper() with { Volumes = [new(open.Name, "/srv"), new(closed.Name, "/secrets", IsReadOnly: true)] };
        await RunningAsync(spec);
        Done(await Engine.UploadAsync(spec.Name, [EngineStage.File("/srv/a", "a"), EngineStage.File("/secrets/b", "b")], default));
        Done(await Engine.UploadAsync(spec.Name, [EngineStage.File("/srv/a", "a2")], default));
        (await RunAsync(spec.Name, "cat", "/srv/a")).Output.ShouldBe("a2");
        (await RunAsync(spec.Name, "cat", "/secrets/b")).Output.ShouldBe("b");

        Code(await Engine.UploadAsync(spec.Name, [EngineStage.File("/tmp/a", "a")], default)).ShouldBe("engine.refused");
        Code(await Engine.UploadAsync(spec.Name, [EngineStage.File("/srv/../etc/passwd", "root")], default)).ShouldBe("engine.policy");
        Code(await Engine.UploadAsync(stage.Name("none"), [EngineStage.File("/srv/a", "a")], default)).ShouldBe("engine.missing");
    }

    [Fact]
    public async Task An_empty_volume_is_filled_from_the_image_only_where_that_is_said()
    {
        var (filled, empty) = (await VolumeAsync(), await VolumeAsync());
        var (copying, other) = (stage.Sleeper() with { Volumes = [new(filled.Name, "/seed", Copy: true)] }, stage.Sleeper() with { Volumes = [new(empty.Name, "/seed")] });
        await RunningAsync(copying);
        await RunningAsync(other);
        (await RunAsync(copying.Name, "cat", "/seed/hello.txt")).Output.ShouldBe(EngineStage.Seed);
        (await RunAsync(other.Name, "cat", "/seed/hello.txt")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_gets_its_input_and_tells_output_and_exit_code()
    {
        var spec = stage.Sleeper();
        await RunningAsync(spec);
        var input = "päss'w$ord\"`\n";
        Value(await Engine.ExecAsync(new(spec.Name, ["/bin/busybox", "cat"], new(Encoding.UTF8.GetBytes(input))), default)).ShouldBe(new ExecAnswer(0, input));
        (await RunAsync(spec.Name, "false")).ShouldBe(new ExecAnswer(1, ""));
        var both = await RunAsync(spec.Name, "sh", "-c", "echo out; echo err >&2; exit 3");
        both.ExitCode.ShouldBe(3);
        both.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["out", "err"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_command_needs_a_container_that_runs()
    {
        var spec = stage.Sleeper();
        Code(await Engine.ExecAsync(new(spec.Name, ["/bin/busybox", "true"]), default)).ShouldBe("engine.missing");
        await RunningAsync(spec);
        Code(await Engine.ExecAsync(new(spec.Name, []), default)).ShouldBe("engine.refused");
        Done(await Engine.StopContainerAsync(spec.Name, default));
        Code(await Engine.ExecAsync(new(spec.Name, ["/bin/busybox", "true"]), default)).ShouldBe("engine.not-running");
    }

    [Fact]
    public async Task A_probe_waits_for_the_answer_that_is_wanted()
    {
        var (network, volume, port) = (await NetworkAsync(), await VolumeAsync(), stage.FreePort());
        var probe = new HttpProbe("127.0.0.1", port, "shop.example", "/", TimeSpan.FromSeconds(20));
        var waiting = Engine.ProbeAsync(probe, default);
        waiting.IsCompleted.ShouldBeFalse();
        await RunningAsync(stage.Web(network.Name, volume.Name, port), EngineStage.File("/srv/index.html", "shop"));
        var answer = Value(await waiting.SoonAsync());
        answer.Status.ShouldBe(200);
        answer.IsAsWanted.ShouldBeTrue();

        var other = Value(await Engine.ProbeAsync(probe with { UpTo = TimeSpan.Zero, ExpectStatus = 503 }, default));
        other.Status.ShouldBe(200);
        other.Problem.ShouldNotBeNull().ShouldContain("503");
    }

    [Fact]
    public async Task A_probe_that_nobody_answers_is_an_answer()
    {
        var answer = Value(await Engine.ProbeAsync(new("127.0.0.1", stage.FreePort(), "shop.example", "/", TimeSpan.Zero), default));
        answer.Status.ShouldBe(0);
        answer.Problem.ShouldNotBeNull().ShouldContain("127.0.0.1");
    }

    [Fact]
    public async Task Removing_needs_the_labels_and_may_be_asked_twice()
    {
        var (network, volume) = (await NetworkAsync(), await VolumeAsync());
        var spec = stage.Sleeper() with { Networks = [new(network.Name, [])], Volumes = [new(volume.Name, "/srv")] };
        await RunningAsync(spec);
        var others = stage.Labels.Add(EngineLabels.Store, "another");
        Code(await Engine.RemoveContainerAsync(spec.Name, others, default)).ShouldBe("engine.foreign");
        Code(await Engine.RemoveNetworkAsync(network.Name, others, default)).ShouldBe("engine.foreign");
        Code(await Engine.RemoveVolumeAsync(volume.Name, others, default)).ShouldBe("engine.foreign");
        Code(await Engine.RemoveVolumeAsync(volume.Name, stage.Labels, default)).ShouldBe("engine.in-use");
        Done(await Engine.RemoveNetworkAsync(network.Name, stage.Labels, default));
        (await ListedAsync()).Containers.ShouldHaveSingleItem().Addresses.ShouldBeEmpty();
        for (var time = 0; time < 2; time++)
        {
            Done(await Engine.RemoveContainerAsync(spec.Name, stage.Labels, default));
            Done(await Engine.RemoveNetworkAsync(network.Name, stage.Labels, default));
            Done(await Engine.RemoveVolumeAsync(volume.Name, stage.Labels, default));
        }

        var left = await ListedAsync();
        (left.Containers.Length + left.Networks.Length + left.Volumes.Length).ShouldBe(0);
    }

    [Fact]
    public async Task Removing_at_the_same_time_removes_once_for_all()
    {
        var spec = stage.Sleeper();
        await RunningAsync(spec);
        var removed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Engine.RemoveContainerAsync(spec.Name, stage.Labels, default))));
        removed.ShouldAllBe(result => result.Ok);
        (await stage.ContainerIdAsync(spec.Name)).ShouldBeNull();
    }

    [Fact]
    public async Task Listing_finds_what_carries_all_labels_also_stopped_ones()
    {
        var wanted = stage.Labels.Add(EngineLabels.Store, "s1");
        var mine = stage.Sleeper();
        mine = mine with { Labels = mine.Labels.Add(EngineLabels.Store, "s1") };
        var other = stage.Sleeper();
        other = other with { Labels = other.Labels.Add(EngineLabels.Store, "s2") };
        await RunningAsync(mine);
        await RunningAsync(other);
        Done(await Engine.StopContainerAsync(mine.Name, default));
        Done(await Engine.StopContainerAsync(stage.Name("none"), default));

        var listed = Value(await Engine.ListAsync(wanted, default)).Containers.ShouldHaveSingleItem();
        listed.Name.ShouldBe(mine.Name);
        listed.IsRunning.ShouldBeFalse();
        listed.ExitCode.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_restart_needs_the_container_and_starts_also_a_stopped_one()
    {
        var spec = stage.Sleeper();
        Code(await Engine.RestartContainerAsync(spec.Name, default)).ShouldBe("engine.missing");
        await RunningAsync(spec);
        Done(await Engine.StopContainerAsync(spec.Name, default));
        Done(await Engine.RestartContainerAsync(spec.Name, default));
        (await ListedAsync()).Containers.ShouldHaveSingleItem().IsRunning.ShouldBeTrue();
        Value(await Engine.EnsureContainerAsync(spec, NoFiles, default)).ShouldBe(Ensured.Unchanged);
    }

    [Fact]
    public async Task Counters_are_those_of_running_containers_with_the_labels_and_only_grow()
    {
        var spec = stage.Sleeper();
        spec = spec with { Labels = spec.Labels.Add(EngineLabels.Store, "s1") };
        var stopped = stage.Sleeper();
        stopped = stopped with { Labels = stopped.Labels.Add(EngineLabels.Store, "s1") };
        await RunningAsync(spec);
        await RunningAsync(stopped);
        await RunningAsync(stage.Sleeper());
        Done(await Engine.StopContainerAsync(stopped.Name, default));

        var wanted = stage.Labels.Add(EngineLabels.Store, "s1");
        var first = Value(await Engine.CountersAsync(wanted, default)).ShouldHaveSingleItem();
        await stage.WorkAsync(spec.Name);
        var second = Value(await Engine.CountersAsync(wanted, default)).ShouldHaveSingleItem();

        first.Name.ShouldBe(spec.Name);
        first.MemoryBytes.ShouldBeInRange(1, spec.Limits.MemoryBytes);
        second.Processor.ShouldBeGreaterThan(first.Processor);
        second.At.ShouldBeGreaterThan(first.At);
        first.StartedAt.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(first.At);
        (second.StartedAt, second.Restarts).ShouldBe((first.StartedAt, 0));
        Done(await Engine.RestartContainerAsync(spec.Name, default));
        var third = Value(await Engine.CountersAsync(wanted, default)).ShouldHaveSingleItem();
        third.StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(first.StartedAt!.Value);
        Value(await Engine.CountersAsync(stage.Labels.Add(EngineLabels.Store, "none"), default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_wants_more_memory_than_it_has_is_told_and_goes_on()
    {
        var spec = stage.Sleeper();
        await RunningAsync(spec);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var events = Engine.EventsAsync(stage.Labels, enough.Token).GetAsyncEnumerator(enough.Token);
        (await events.MoveNextAsync()).ShouldBeTrue();

        var starving = stage.StarveAsync(spec.Name);
        while (events.Current.Action != "oom")
        {
            (await events.MoveNextAsync()).ShouldBeTrue();
        }

        await starving;
        events.Current.Name.ShouldBe(spec.Name);
        events.Current.Labels[EngineLabels.Role].ShouldBe("sleeper");
        (await ListedAsync()).Containers.Single(container => container.Name == spec.Name).IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_begins_more_processes_than_it_may_is_counted_as_full()
    {
        var spec = stage.Sleeper();
        await RunningAsync(spec);
        var before = Value(await Engine.CountersAsync(stage.Labels, default)).ShouldHaveSingleItem();
        (before.MostPids, before.IsFullOfProcesses).ShouldBe((spec.Limits.Pids, false));

        await stage.FillAsync(spec.Name);

        var full = Value(await Engine.CountersAsync(stage.Labels, default)).ShouldHaveSingleItem();
        full.Pids.ShouldBeInRange(spec.Limits.Pids - 2, spec.Limits.Pids);
        full.IsFullOfProcesses.ShouldBeTrue();
    }

    [Fact]
    public async Task A_running_container_is_found_shut_in_as_it_was_asked_for()
    {
        var network = stage.Network();
        var volume = stage.Volume();
        Value(await Engine.EnsureNetworkAsync(network, default));
        Value(await Engine.EnsureVolumeAsync(volume, default));
        var spec = stage.Web(network.Name, volume.Name, stage.FreePort());
        spec = spec with { Labels = spec.Labels.Add(EngineLabels.Store, "s1") };
        var stopped = stage.Sleeper();
        stopped = stopped with { Labels = stopped.Labels.Add(EngineLabels.Store, "s1") };
        await RunningAsync(spec);
        await RunningAsync(stopped);
        Done(await Engine.StopContainerAsync(stopped.Name, default));

        var inspection = Value(await Engine.InspectAsync(stage.Labels.Add(EngineLabels.Store, "s1"), default));

        inspection.Kernel.HasSeccomp.ShouldBeTrue();
        var facts = inspection.Containers.ShouldHaveSingleItem();
        (facts.Name, facts.Image, facts.NetworkMode, facts.RestartPolicy).ShouldBe((spec.Name, spec.Image.Reference, network.Name, "always"));
        facts.Labels[EngineLabels.Role].ShouldBe("web");
        facts.Mounts.ShouldHaveSingleItem().ShouldBe(new MountFact("volume", volume.Name, "/srv"));
        facts.Ports.ShouldHaveSingleItem().ShouldBe(new PortFact(8080, "127.0.0.1", spec.Ports[0].HostPort));
        facts.Networks.ShouldHaveSingleItem().ShouldBe(network.Name);
        (facts.MemoryBytes, facts.CpuMillis, facts.Pids).ShouldBe((spec.Limits.MemoryBytes, spec.Limits.CpuMillis, spec.Limits.Pids));
        var score = ContainerBenchmark.Score(inspection, new Dictionary<string, int> { [spec.Name] = 8080 }, DateTimeOffset.UnixEpoch);
        score.Items.Where(item => item.Outcome == HardeningOutcome.Failed).ShouldBeEmpty();
        Value(await Engine.InspectAsync(stage.Labels.Add(EngineLabels.Store, "none"), default)).Containers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_container_that_was_just_made_differs_in_nothing_from_what_was_asked_for()
    {
        var (network, volume) = (stage.Network(), stage.Volume());
        Value(await Engine.EnsureNetworkAsync(network, default));
        Value(await Engine.EnsureVolumeAsync(volume, default));
        var spec = stage.Web(network.Name, volume.Name, stage.FreePort());
        var address = IPNetwork.Parse(network.Subnet).BaseAddress.GetAddressBytes();
        address[3] += 14;
        spec = spec with
        {
            Labels = spec.Labels.Add(EngineLabels.Store, "s1"),
            Networks = [spec.Networks[0] with { Address = new IPAddress(address).ToString() }],
            Hosts = ImmutableSortedDictionary<string, string>.Empty.Add("database", "10.180.0.1"),
            Tmpfs = [new("/tmp", 1 << 20, 1000, 1000)],
        };
        await RunningAsync(spec);

        var facts = Value(await Engine.InspectAsync(spec.Labels, default)).Containers.ShouldHaveSingleItem();

        ContainerDifference.Between(spec, facts).ShouldBeEmpty();
        facts.Addresses[network.Name].ShouldBe(spec.Networks[0].Address);
        Value(await Engine.EnsureContainerAsync(spec, [], default)).ShouldBe(Ensured.Unchanged);
    }

    [Fact]
    public async Task A_log_goes_on_after_its_cursor()
    {
        var spec = stage.Sleeper();
        await RunningAsync(spec);
        await stage.WriteLineAsync(spec.Name, "one", isError: false);
        await stage.WriteLineAsync(spec.Name, "two", isError: true);
        await stage.WriteLineAsync(spec.Name, "three", isError: false);

        var all = await Engine.LogsAsync(spec.Name, 0, 100, follow: false, default).ToListAsync();
        all.Select(line => (line.Text, line.IsError)).ShouldBe([("one", false), ("two", true), ("three", false)]);
        all.Select(line => line.Cursor).ShouldBeInOrder(SortDirection.Ascending);
        (await Engine.LogsAsync(spec.Name, all[0].Cursor, 100, follow: false, default).ToListAsync()).Select(line => line.Text).ShouldBe(["two", "three"]);
        (await Engine.LogsAsync(spec.Name, 0, 1, follow: false, default).ToListAsync()).ShouldHaveSingleItem().Text.ShouldBe("three");
        (await Engine.LogsAsync(stage.Name("none"), 0, 1, follow: true, default).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_that_is_followed_shows_what_comes()
    {
        var spec = stage.Sleeper();
        await RunningAsync(spec);
        await stage.WriteLineAsync(spec.Name, "before", isError: false);
        using var enough = new CancellationTokenSource();
        await using var lines = Engine.LogsAsync(spec.Name, 0, 10, follow: true, enough.Token).GetAsyncEnumerator();
        (await lines.MoveNextAsync().AsTask().SoonAsync()).ShouldBeTrue();
        lines.Current.Text.ShouldBe("before");
        var next = lines.MoveNextAsync().AsTask();
        await stage.WriteLineAsync(spec.Name, "after", isError: false);
        (await next.SoonAsync()).ShouldBeTrue();
        lines.Current.Text.ShouldBe("after");

        var last = lines.MoveNextAsync().AsTask();
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(last.SoonAsync());
    }

    [Fact]
    public async Task Events_of_the_labelled_containers_are_told()
    {
        var spec = stage.Sleeper();
        spec = spec with { Labels = spec.Labels.Add(EngineLabels.Store, "s1") };
        using var enough = new CancellationTokenSource();
        await using var events = Engine.EventsAsync(stage.Labels.Add(EngineLabels.Store, "s1"), enough.Token).GetAsyncEnumerator();
        (await events.MoveNextAsync().AsTask().SoonAsync()).ShouldBeTrue();
        events.Current.IsConnected.ShouldBeTrue();

        await RunningAsync(stage.Sleeper());
        await RunningAsync(spec);
        Done(await Engine.RemoveContainerAsync(spec.Name, stage.Labels, default));
        List<EngineEvent> told = [];
        while (told is [] || told[^1].Action != "destroy")
        {
            (await events.MoveNextAsync().AsTask().SoonAsync()).ShouldBeTrue();
            told.Add(events.Current);
        }

        told.ShouldAllBe(happened => happened.Name == spec.Name && happened.Kind == "container");
        told.Select(happened => happened.Action).Where(action => action is "create" or "start" or "die" or "destroy").ShouldBe(["create", "start", "die", "destroy"]);
        told[0].Labels[EngineLabels.Store].ShouldBe("s1");
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_with_an_exception()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(Engine.EnsureVolumeAsync(stage.Volume(), gone.Token));
        (await ListedAsync()).Volumes.ShouldBeEmpty();
    }

    private async Task<NetworkSpec> NetworkAsync()
    {
        var network = stage.Network();
        Value(await Engine.EnsureNetworkAsync(network, default)).ShouldBe(Ensured.Created);
        return network;
    }

    private async Task<VolumeSpec> VolumeAsync()
    {
        var volume = stage.Volume();
        Value(await Engine.EnsureVolumeAsync(volume, default)).ShouldBe(Ensured.Created);
        return volume;
    }

    private async Task RunningAsync(ContainerSpec spec, params ImmutableArray<UploadFile> files)
        => Value(await Engine.EnsureContainerAsync(spec, files, default)).ShouldBe(Ensured.Created);

    private async Task<ExecAnswer> RunAsync(string container, params string[] command) => Value(await Engine.ExecAsync(new(container, ["/bin/busybox", .. command]), default));

    private async Task<Inventory> ListedAsync() => Value(await Engine.ListAsync(stage.Labels, default));

    private static T Value<T>(Result<T> result)
    {
        result.Error.ShouldBeNull();
        return result.Value!;
    }

    private static void Done(Result result) => result.Error.ShouldBeNull();

    private static string? Code(Result result) => result.Error?.Code;

    private static string? Code<T>(Result<T> result) => result.Error?.Code;
}
