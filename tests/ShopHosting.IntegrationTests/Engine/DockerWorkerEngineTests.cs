using System.Collections.Immutable;
using System.Text;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Engine;

[Trait("needs", "docker")]
public sealed class DockerWorkerEngineTests(DockerStage stage) : WorkerEngineContract(stage), IClassFixture<DockerStage>
{
    private readonly DockerStage stage = stage;

    [Fact]
    public async Task A_container_is_hardened_as_its_process_sees_it()
    {
        var spec = stage.Sleeper() with { Tmpfs = [new("/tmp", 1 << 20, 1000, 1000)] };
        (await stage.Engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();

        var status = await OutputAsync(spec.Name, "cat /proc/self/status");
        status.ShouldContain("CapEff:\t0000000000000000");
        status.ShouldContain("CapBnd:\t0000000000000000");
        status.ShouldContain("NoNewPrivs:\t1");
        status.ShouldContain("Uid:\t1000\t1000");
        var mounts = await OutputAsync(spec.Name, "cat /proc/mounts");
        mounts.ShouldContain("tmpfs /tmp tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k,uid=1000,gid=1000");
        mounts.Split('\n')[0].ShouldContain(" / overlay ro");
        (await OutputAsync(spec.Name, "cat /proc/net/dev")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);     // two of headings, and lo
    }

    [Fact]
    public async Task A_processor_limit_may_be_larger_than_the_machine()
    {
        var spec = stage.Sleeper();
        (await stage.Engine.EnsureContainerAsync(spec with { Limits = spec.Limits with { CpuMillis = (Environment.ProcessorCount + 1) * 1000 } }, [], default)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task What_docker_update_changed_is_set_right_while_it_runs_and_what_can_not_be_makes_a_new_container()
    {
        var network = stage.Network();
        (await stage.Engine.EnsureNetworkAsync(network, default)).Error.ShouldBeNull();
        var spec = stage.Sleeper() with { Networks = [new(network.Name, [])] };
        (await stage.Engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();
        var made = await stage.ContainerIdAsync(spec.Name);
        async Task<string[]> DifferencesAsync() => [.. ContainerDifference.Between(spec, (await stage.Engine.InspectAsync(spec.Labels, default)).Value!.Containers.Single()).Select(difference => difference.What)];

        await ServerProcess.RunAsync("docker", "update", "--memory", "1g", "--memory-swap", "1g", "--pids-limit", "7", "--restart", "no", spec.Name);
        await ServerProcess.RunAsync("docker", "network", "disconnect", network.Name, spec.Name);
        (await DifferencesAsync()).ShouldBe(
            [$"memory 1 GiB instead of {spec.Limits.MemoryBytes >> 20} MiB", $"processes 7 instead of {spec.Limits.Pids}", "restart policy no instead of always", $"no network {network.Name}"]);
        (await stage.Engine.EnsureContainerAsync(spec, [], default)).Value.ShouldBe(Ensured.Mended);
        (await DifferencesAsync()).ShouldBeEmpty();
        (await stage.ContainerIdAsync(spec.Name)).ShouldBe(made);

        await ServerProcess.RunAsync("docker", "network", "connect", "bridge", spec.Name);
        (await DifferencesAsync()).ShouldBe(["network bridge besides its own"]);
        (await stage.Engine.EnsureContainerAsync(spec, [], default)).Value.ShouldBe(Ensured.Created);
        (await DifferencesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_published_port_listens_on_loopback_only()
    {
        var (network, volume, port) = (stage.Network(), stage.Volume(), stage.FreePort());
        (await stage.Engine.EnsureNetworkAsync(network, default)).Error.ShouldBeNull();
        (await stage.Engine.EnsureVolumeAsync(volume, default)).Error.ShouldBeNull();
        (await stage.Engine.EnsureContainerAsync(stage.Web(network.Name, volume.Name, port), [], default)).Error.ShouldBeNull();
        var listening = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(end => end.Port == port);
        listening.ShouldHaveSingleItem().Address.ShouldBe(System.Net.IPAddress.Loopback);
    }

    [Fact]
    public async Task Much_input_goes_in_and_much_output_is_cut()
    {
        var spec = stage.Sleeper();
        (await stage.Engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();
        var input = new Content(Encoding.UTF8.GetBytes(new string('ü', 1 << 20)));
        var counted = await stage.Engine.ExecAsync(new(spec.Name, ["/bin/busybox", "wc", "-c"], input), default);
        counted.Value!.Output.Trim().ShouldBe("2097152");
        var back = await stage.Engine.ExecAsync(new(spec.Name, ["/bin/busybox", "cat"], input), default);
        back.Value.ShouldBe(new ExecAnswer(0, new string('ü', 32 * 1024)));
        var unread = await stage.Engine.ExecAsync(new(spec.Name, ["/bin/busybox", "true"], input), default);
        unread.Value.ShouldBe(new ExecAnswer(0, ""));
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_timed_out()
    {
        var spec = stage.Sleeper();
        (await stage.Engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();
        var answer = await stage.Engine.ExecAsync(new(spec.Name, ["/bin/busybox", "sleep", "1000"], Timeout: TimeSpan.FromMilliseconds(200)), default);
        answer.Error!.Code.ShouldBe("engine.timed-out");
    }

    [Fact]
    public async Task A_long_line_of_a_log_is_cut_and_the_next_is_whole()
    {
        var spec = stage.Sleeper();
        (await stage.Engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();
        await stage.WriteLineAsync(spec.Name, new string('ü', 40_000), isError: false);
        await stage.WriteLineAsync(spec.Name, "next", isError: false);
        var lines = await stage.Engine.LogsAsync(spec.Name, 0, 100, follow: false, default).ToListAsync();
        lines.Select(line => line.Text).ShouldBe([new string('ü', 8192), "next"]);
    }

    [Fact]
    public async Task The_engines_version_is_what_both_speak()
    {
        var spoken = await stage.Docker.NegotiateAsync(default);
        spoken.Value!.ShouldBeInRange(DockerClient.LeastVersion, DockerClient.NewestVersion);
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_unreachable()
    {
        using var nowhere = DockerStage.NewClient(new() { Address = "unix:///nowhere/docker.sock" });
        var error = (await nowhere.InfoAsync(default)).Error!;
        (error.Code, error.Message).ShouldBe(("engine.unreachable", "The engine of worker w1 does not answer: there is no socket at /nowhere/docker.sock"));
        using var closed = stage.NewEngine(DockerStage.NewClient(new() { Address = $"tcp://127.0.0.1:{stage.FreePort()}" }));
        (await closed.EnsureVolumeAsync(stage.Volume(), default)).Error!.Code.ShouldBe("engine.unreachable");
        var stream = await Should.ThrowAsync<EngineStreamException>(async () => await closed.EventsAsync(stage.Labels, default).ToListAsync());
        stream.Error.Code.ShouldBe("engine.unreachable");
    }

    private async Task<string> OutputAsync(string container, string command)
    {
        var answer = await stage.Engine.ExecAsync(new(container, ["/bin/busybox", .. command.Split(' ').ToImmutableArray()]), default);
        answer.Error.ShouldBeNull();
        return answer.Value!.Output;
    }
}
