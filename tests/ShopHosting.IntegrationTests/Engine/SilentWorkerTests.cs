using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Grains.Workers;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.IntegrationTests.Grains;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;
using ShopHosting.Testing.Machines;
using Xunit.Abstractions;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>The watch, in real time, on a real worker over a real network: silent, lossy, and back. The grains' own work is done by the engine that pretends.</summary>
[Trait("needs", "docker")]
public sealed class SilentWorkerTests(DockerStage stage, ITestOutputHelper output) : IClassFixture<DockerStage>
{
    private const int EdgePort = 8088;
    private static readonly TimeSpan s_suspectWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lostWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_worker_whose_cable_is_pulled_is_suspect_and_lost_in_time_and_back_as_it_was()
    {
        await using var place = await PlaceAsync();
        var world = place.World;
        var store = await world.LiveStoreAsync();
        var containers = world.CensusOf().Containers.Select(container => container.Id).ToList();
        await place.StartWatchAsync();

        world.Engine.Faults.IsUnreachable = true;
        await place.Second.CutAsync();
        await place.IsLostInTimeAsync(output);

        (await world.Worker.LookAsync().SoonAsync())!.Sight!.EdgeAnswers.ShouldBe(false);
        await UntilAsync(async () => (await store.ViewAsync())!.Away is not null, TimeSpan.FromSeconds(2));

        world.Engine.Faults.IsUnreachable = false;
        await place.Second.MendAsync();
        await place.IsBackAsync(output);

        await world.RestAsync();
        world.CensusOf().Containers.Select(container => container.Id).ShouldBe(containers);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_whose_engine_is_killed_is_lost_while_what_it_serves_goes_on_and_all_starts_again_with_the_machine()
    {
        await using var place = await PlaceAsync();
        var container = await place.StartEdgeAsync(stage);
        await place.StartWatchAsync();

        place.World.Engine.Faults.IsUnreachable = true;
        await place.Second.KillEngineAsync();
        await place.IsLostInTimeAsync(output);
        (await place.World.Worker.LookAsync().SoonAsync())!.Sight!.EdgeAnswers.ShouldBe(true);

        place.World.Engine.Faults.IsUnreachable = false;
        await place.Second.StartEngineAsync();
        await place.IsBackAsync(output);
        (await place.RunsAsync(container)).ShouldBeTrue();

        await place.Second.RestartMachineAsync();
        await UntilAsync(() => place.RunsAsync(container), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Five_lost_packets_of_a_hundred_are_no_alarm_on_a_real_network_either()
    {
        await using var place = await PlaceAsync();
        await place.StartWatchAsync();
        await place.Second.LosePacketsAsync(5);

        var told = new List<Sight>();
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(60))
        {
            told.Add((await place.World.Worker.LookAsync().SoonAsync())!.Sight?.Is ?? Sight.Seen);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        var dropped = await place.Second.RunAsync("iptables", "--list", "--verbose", "--numeric", "--exact");
        output.WriteLine($"told {string.Join(", ", told.CountBy(sight => sight))}\n{string.Join('\n', dropped.Split('\n').Where(line => line.Contains("statistic", StringComparison.Ordinal)))}");
        told.ShouldNotContain(Sight.Lost);
        place.World.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Active);
    }

    private async Task<Place> PlaceAsync()
    {
        var second = await SecondWorker.StartAsync();
        var world = await StoreWorld.StartAsync();
        (await world.Worker.JoinAsync(new WorkerJoining("unix:///fake.sock", second.Address)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        var docker = DockerStage.NewClient(second.Endpoint);
        return new Place(second, world, docker, stage.NewEngine(docker));
    }

    private static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, TimeSpan within)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            if (await holds())
            {
                return TimeProvider.System.GetElapsedTime(since);
            }

            TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(within);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private sealed class Place(SecondWorker second, StoreWorld world, DockerClient docker, DockerWorkerEngine engine) : IAsyncDisposable
    {
        private readonly HttpProbeClient probes = new(TimeProvider.System);
        private WorkerWatch? watch;

        public SecondWorker Second => second;

        public StoreWorld World => world;

        public async Task StartWatchAsync()
        {
            watch = world.Watch(new OneEngine(engine), probes);
            await watch.StartAsync(CancellationToken.None);
            await UntilAsync(async () => (await world.Worker.LookAsync())!.Sight is { Is: Sight.Seen, Answers: > 1 }, TimeSpan.FromSeconds(20));
        }

        /// <summary>In its place is a web server in the worker's network.</summary>
        public async Task<ContainerDetails> StartEdgeAsync(DockerStage stage)
        {
            var spec = stage.Sleeper("edge") with { Command = ["/bin/busybox", "httpd", "-f", "-p", $"{EdgePort}", "-h", "/"], HasHostNetwork = true };
            await second.LoadAsync(spec.Image.Reference);
            (await engine.EnsureContainerAsync(spec, [], CancellationToken.None)).Error.ShouldBeNull();
            return (await docker.ContainerAsync(spec.Name, CancellationToken.None)).Value!;
        }

        public async Task<bool> RunsAsync(ContainerDetails edge)
            => (await docker.ContainerAsync(edge.Name[1..], CancellationToken.None)).Value is { State.Status: "running" } found && found.Id == edge.Id;

        public async Task IsLostInTimeAsync(ITestOutputHelper output)
        {
            var suspect = await UntilAsync(async () => (await world.Worker.LookAsync())!.Sight!.Is != Sight.Seen, s_suspectWithin);
            var lost = suspect + await UntilAsync(() => Task.FromResult(world.Read<WorkerState>("w1")!.Status == WorkerStatus.Unreachable), s_lostWithin - suspect);
            output.WriteLine($"suspect after {suspect.TotalSeconds:F1} s, unreachable after {lost.TotalSeconds:F1} s");
        }

        public async Task IsBackAsync(ITestOutputHelper output)
        {
            var back = await UntilAsync(() => Task.FromResult(world.Read<WorkerState>("w1")!.Status == WorkerStatus.Active), TimeSpan.FromSeconds(30));
            output.WriteLine($"active again after {back.TotalSeconds:F1} s");
        }

        public async ValueTask DisposeAsync()
        {
            if (watch is not null)
            {
                await watch.StopAsync(CancellationToken.None);
                watch.Dispose();
            }

            await world.DisposeAsync();
            engine.Dispose();
            probes.Dispose();
            await second.DisposeAsync();
        }
    }

    private sealed class OneEngine(IWorkerEngine engine) : IWorkerEngines
    {
        public IWorkerEngine For(WorkerId worker) => engine;
    }
}
