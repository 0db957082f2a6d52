using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Edges;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Workers;
using ShopHosting.Grains;
using ShopHosting.Grains.Edges;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Secrets;
using ShopHosting.Provisioning.Stores;
using ShopHosting.Provisioning.Workers;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>The edges of several workers, each with an engine that only pretends; the workers themselves are rows.</summary>
public sealed partial class ForwardWorld : IAsyncDisposable
{
    private static readonly InstallationOptions s_installation = new() { Id = "test", Templates = Repository.Path("templates") };
    private static readonly string s_edge = PlatformContainers.NameOf(s_installation.InstallationId, PlatformContainers.EdgeRole);

    private readonly ConcurrentDictionary<WorkerId, (FakeWorkerEngine Engine, long[] Served)> engines = new();
    private readonly ConcurrentDictionary<string, int> ports = new();
    private GrainCluster cluster = null!;

    public ShiftedTime Clock { get; } = new();

    public MemoryEntityStores Database { get; } = new();

    public IEdge Edges => cluster.Service<IEdge>();

    public static async Task<ForwardWorld> StartAsync()
    {
        var world = new ForwardWorld();
        world.cluster = await GrainCluster.StartAsync(world.Configure, world.Clock, typeof(EdgeGrain).Assembly);
        return world;
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    public IEdgeGrain Edge(string worker) => cluster.Client.GetGrain<IEdgeGrain>(worker);

    public FakeWorkerEngine Engine(string worker) => engines.GetOrAdd(WorkerId.Parse(worker), NewEngine).Engine;

    /// <summary>Its row as it is from now on. The first time its edge is published, as at the end of its joining.</summary>
    public async Task PutWorkerAsync(string name, string? address, bool isIngress, WorkerStatus status = WorkerStatus.Active)
    {
        var rows = Database.Store<WorkerState>();
        var version = (await rows.LoadAsync(name, default))?.Version ?? 0;
        await rows.SaveAsync(name, version, Some.WorkerIn(status) with { Id = WorkerId.Parse(name), Address = address, IsIngress = isIngress }, Journal.Empty, default);
        if (version == 0)
        {
            await Edge(name).PublishAsync().SoonAsync();
            await CheckAsync(name);
        }
    }

    /// <summary>The worker has a new container for its edge and a new volume.</summary>
    public void LoseFiles(string worker) => engines.TryRemove(WorkerId.Parse(worker), out _);

    /// <summary>Puts a store's route there, as a step does: again until it is served.</summary>
    public Task PublishAsync(string worker, string host)
        => UntilAsync(() => Edges.PutAsync(WorkerId.Parse(worker), host, RouteOf(host), TimeSpan.FromSeconds(5), default));

    /// <summary>Its store's, at a port of its own.</summary>
    public EdgeRoute RouteOf(string host) => new(ports.GetOrAdd(host, _ => 21000 + ports.Count), "wordpress", "a/b");

    public Task CloseAsync(string worker, string host) => UntilAsync(() => Edges.RemoveAsync(WorkerId.Parse(worker), host, "a/b", TimeSpan.FromSeconds(5), default));

    /// <summary>The watch looks at an edge, and what it finds is done.</summary>
    public async Task CheckAsync(string worker)
    {
        await Edge(worker).CheckAsync().SoonAsync();
        var state = (await Edge(worker).ViewAsync(long.MaxValue, TimeSpan.Zero).SoonAsync()).State;
        (await Edge(worker).ViewAsync(state.Generation, TimeSpan.FromSeconds(10)).SoonAsync()).State.Applied.ShouldBe(state.Generation);
    }

    public async Task<EdgeForwarding?> ForwardingAsync(string worker) => (await Edge(worker).ViewAsync(0, TimeSpan.Zero)).State.Forwarding;

    /// <summary>Where an edge forwards a host to, as its files say; null when nowhere.</summary>
    public string? Leads(string worker, string host)
    {
        var (engine, served) = engines[WorkerId.Parse(worker)];
        var text = Text(engine, $"/etc/edge/gen/{Interlocked.Read(ref served[0])}/forwards.conf");
        var line = Includes().Matches(text).Select(include => Text(engine, include.Groups[1].Value)).SelectMany(map => map.Split('\n')).SingleOrDefault(line => line.StartsWith($"{host} ", StringComparison.Ordinal));
        return line is null ? null : Regex.Match(text, $@"upstream forward_{line.Split(' ')[1].TrimEnd(';')} \{{\s+server (\S+);").Groups[1].Value;
    }

    private static async Task UntilAsync(Func<Task<Domain.Result<bool>>> ask)
    {
        while (await ask().SoonAsync() is var done && !(done.Ok && done.Value))
        {
            done.Error.ShouldBeNull();
        }
    }

    private static string Text(FakeWorkerEngine engine, string path) => Encoding.UTF8.GetString(engine.FileIn(s_edge, path)!.Content.Bytes);

    private void Configure(IServiceCollection services)
    {
        var platforms = SomePlatforms.Of(s_installation);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Installation:Id"] = s_installation.Id,
            ["Installation:Templates"] = s_installation.Templates,
            ["Catalogue:Plans:0:Id"] = "starter",
            ["Catalogue:Plans:0:Title"] = "Starter",
            ["Catalogue:Plans:0:Stores"] = "3",
            ["Catalogue:Plans:0:MemoryMb"] = "1024",
        }).Build());
        services.AddLogging();
        services.AddShopHostingGrains();
        services.Replace(ServiceDescriptor.Singleton(platforms.Images));
        services.Replace(ServiceDescriptor.Singleton(platforms));
        services.AddMemoryStorage(Database);
        services.AddSingleton<IWorkerEngines>(new Engines(this));
        services.AddSingleton<IEntropy, CountingEntropy>();
        services.AddSingleton<ISecretBox, PlainSecretBox>();
    }

    private (FakeWorkerEngine, long[]) NewEngine(WorkerId worker)
    {
        var (engine, served) = (new FakeWorkerEngine(s_installation.InstallationId, Clock), new long[1]);
        var containers = new PlatformContainers(Options.Create(s_installation), SomePlatforms.Of(s_installation).Images, SomePlatforms.RelayOf(s_installation, SomePlatforms.Of(s_installation).Images));
        var edge = containers.All(null).Single(container => container.Role == PlatformContainers.EdgeRole);
        engine.AddImage(edge.Container.Image.Reference, edge.Container.Image.Content);
        engine.OnExec("edge", exec =>
        {
            if (exec.Request.Command is ["/usr/local/bin/edge-switch", var number])
            {
                Interlocked.Exchange(ref served[0], long.Parse(number, CultureInfo.InvariantCulture));
            }

            return new ExecAnswer(0, $"{Interlocked.Read(ref served[0])}");
        });
        foreach (var volume in edge.Volumes)
        {
            engine.EnsureVolumeAsync(volume, default).Result.Error.ShouldBeNull();
        }

        engine.EnsureContainerAsync(edge.Container, edge.Files, default).Result.Error.ShouldBeNull();
        return (engine, served);
    }

    [GeneratedRegex(@"include (/etc/edge/maps/\S+);")]
    private static partial Regex Includes();

    private sealed class Engines(ForwardWorld world) : IWorkerEngines
    {
        public IWorkerEngine For(WorkerId worker) => world.Engine(worker.Value);
    }
}
