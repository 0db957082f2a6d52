using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.Grains;
using ShopHosting.Infrastructure;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Secrets;
using ShopHosting.Provisioning.Stores;
using ShopHosting.Provisioning.Stores.Steps;

namespace ShopHosting.Benchmarks;

/// <summary>
/// A store as somebody would script it who knows exactly what to do and trusts that nothing goes wrong: the Docker calls in the platform's order and parallelism,
/// none of them to look whether something is there, nothing remembered.
/// </summary>
internal sealed class RawStore : IDisposable
{
    public const string Whole = "whole";
    private const int FirstSlot = 100;
    private static readonly WorkerId Worker = WorkerId.Parse(Installation.Worker);

    private readonly ServiceProvider services;
    private readonly DockerClient docker;
    private readonly HttpProbeClient probes = new(TimeProvider.System);
    private readonly string platform;
    private readonly string edge;

    public RawStore(Installation installation, string platform)
    {
        this.platform = platform;
        edge = installation.EdgeContainer;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(installation.Settings().Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
            .AddInMemoryCollection([new("Installation:Id", installation.Id + "r")])     // what is made here is nothing that the panel would look at
            .Build();
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<IConfiguration>(configuration);
        collection.AddSingleton<ISecretBox, OpenBox>();
        collection.AddSingleton(TimeProvider.System);
        collection.AddShopHostingGrains();
        services = collection.BuildServiceProvider();
        docker = new DockerClient(Worker, new DockerEndpointOptions(), TimeProvider.System, new DockerInstruments(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), NullLogger<DockerClient>.Instance);
    }

    public void Dispose()
    {
        probes.Dispose();
        docker.Dispose();
        services.Dispose();
    }

    /// <summary>Makes one, takes it away again, and tells how long each phase of the making took.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MakeAsync(int round)
    {
        var (context, stack) = ContextOf(round);
        var times = new Dictionary<string, double>();
        var clock = TimeProvider.System;
        var (begun, last) = (clock.GetTimestamp(), clock.GetTimestamp());
        void Passed(string phase) => (times[phase], last) = (clock.GetElapsedTime(last).TotalMilliseconds, clock.GetTimestamp());
        try
        {
            await Task.WhenAll([NetworksAsync(stack), .. stack.Volumes.Select(volume => MustAsync(docker.CreateVolumeAsync(new(volume.Name, volume.Labels), default)))]);
            Passed("networks and volumes");
            await Task.WhenAll(stack.Components.Select(async component =>
            {
                await StartAsync(component, phase => times[$"{component.Name} {phase}"] = clock.GetElapsedTime(last).TotalMilliseconds);
                await ReadyAsync(component);
                times[$"{component.Name} ready"] = clock.GetElapsedTime(last).TotalMilliseconds;
            }));
            Passed("all components ready");
            await Task.WhenAll(PersonaliseAsync(context), PublishAsync(context, 1_000_000 + round));
            Passed("personalised and published");
            var seen = await probes.ProbeAsync(SeenFromOutside.ProbeOf(context, TimeSpan.FromSeconds(30)), default);
            seen.Value!.IsAsWanted.ShouldBeTrue(seen.Value.Problem);
            Passed("first page");
            times[Whole] = clock.GetElapsedTime(begun).TotalMilliseconds;
            return times;
        }
        finally
        {
            await RemoveAsync(stack);
        }
    }

    private async Task NetworksAsync(StoreStack stack)
    {
        foreach (var network in stack.Networks)
        {
            await MustAsync(docker.CreateNetworkAsync(new() { Name = network.Name, Internal = network.IsInternal, IPAM = new("default", [new(network.Subnet)]), Options = [], Labels = network.Labels }, default));
        }
    }

    private static async Task PersonaliseAsync(StoreContext context)
    {
        var personalised = await context.Platform.PersonaliseAsync(context, default);
        personalised.Ok.ShouldBeTrue(personalised.Error?.Message);
    }

    private async Task StartAsync(StackComponent component, Action<string> passed)
    {
        var container = component.Container;
        var id = (await MustAsync(docker.CreateContainerAsync(container.Name, ContainerRequest.From(container, component.Hash), default))).Id;
        passed("created");
        var root = container.Volumes.Single(volume => component.Files[0].Path.StartsWith(volume.Path + "/", StringComparison.Ordinal)).Path;
        await MustAsync(docker.PutArchiveAsync(id, root, TarArchive.Build(root, component.Files, [], TimeProvider.System.GetUtcNow()), default));
        passed("has its files");
        foreach (var network in container.Networks.Skip(1))
        {
            await MustAsync(docker.ConnectAsync(network.Network, id, ContainerRequest.Endpoint(network), default));
        }

        passed("attached");
        await MustAsync(docker.StartContainerAsync(id, default));
        passed("started");
    }

    private async Task ReadyAsync(StackComponent component) => (await ExecAsync(component.Container.Name, [.. component.Ready, "30000"], null)).ShouldBe(0);

    private async Task<int> ExecAsync(string container, string[] command, byte[]? input)
    {
        var exec = await MustAsync(docker.CreateExecAsync(container, new(command, null, input is not null), default));
        await MustAsync(docker.RunExecAsync(exec.Id, input, TimeSpan.FromMinutes(1), default));
        return await MustAsync(docker.ExitCodeAsync(exec.Id, default));
    }

    private async Task PublishAsync(StoreContext context, long generation)
    {
        var route = context.Route;
        var files = services.GetRequiredService<EdgeConfiguration>().Render(ImmutableSortedDictionary<string, EdgeRoute>.Empty.Add(context.Host, route), generation);
        var folder = EdgeConfiguration.FolderOf(generation);
        await MustAsync(docker.PutArchiveAsync(edge, "/etc/edge", TarArchive.Build("/etc/edge", files, [new(folder, 0, 0)], TimeProvider.System.GetUtcNow()), default));
        (await ExecAsync(edge, ["/usr/local/bin/edge-switch", generation.ToString(CultureInfo.InvariantCulture)], null)).ShouldBe(0);
    }

    private async Task RemoveAsync(StoreStack stack)
    {
        await Task.WhenAll(stack.Components.Select(component => docker.RemoveContainerAsync(component.Container.Name, default)));
        await Task.WhenAll(stack.Networks.Select(network => docker.RemoveNetworkAsync(network.Name, default)));
        await Task.WhenAll(stack.Volumes.Select(volume => docker.RemoveVolumeAsync(volume.Name, default)));
    }

    private (StoreContext Context, StoreStack Stack) ContextOf(int round)
    {
        var options = services.GetRequiredService<IOptions<InstallationOptions>>();
        var platforms = services.GetRequiredService<PlatformCatalogue>();
        var template = platforms.Find(platform)!;
        var entropy = new SystemEntropy();
        var operation = OperationId.New(entropy);
        var name = StoreName.Parse($"raw{round}").Value;
        var email = EmailAddress.TryParse("raw@example.org", out var address) ? address : throw new InvalidOperationException("That is an address.");
        var placement = new Placement(Worker, FirstSlot + (round % (FreePlace.Slots - FirstSlot)));
        var store = StoreMachine.New(
            AccountId.From(operation), StoreId.From(operation), new StoreOrder(name, platform, "Raw", "DE", "EUR", email, HasSampleProducts: true),
            new Plan("starter", "Starter", "", 0, "EUR", 1, new PlanLimits(768, 1000, 200, 5120)), new ProvisionStore(operation, "raw"),
            StoreSecrets.New(platforms.CodeOf(template), entropy, services.GetRequiredService<ISecretBox>()), platforms.NewestImages(template), TimeProvider.System.GetUtcNow());
        var stack = services.GetRequiredService<StoreStackBuilder>().Build(store, template, placement);
        return (new StoreContext
        {
            Store = store,
            Operation = store.Operation!,
            Placement = placement,
            Template = template,
            Platform = platforms.CodeOf(template),
            BuildStack = () => stack,
            Engine = ExecOnly.Of(this),
            Installation = options.Value,
            Clock = TimeProvider.System,
            Secret = purpose => store.Secrets[purpose].Ciphertext,
        }, stack);
    }

    private static async Task<T> MustAsync<T>(Task<Result<T>> call)
    {
        var answer = await call;
        return answer.Ok ? answer.Value : throw new InvalidOperationException(answer.Error.Message);
    }

    private static async Task MustAsync(Task<Result> call)
    {
        if (await call is { Ok: false } refused)
        {
            throw new InvalidOperationException(refused.Error.Message);
        }
    }

    /// <summary>Nothing is kept secret in a benchmark.</summary>
    private sealed class OpenBox : ISecretBox
    {
        public Secret Seal(string clearText) => new(clearText);

        public string Open(Secret secret) => secret.Ciphertext;

        public string Derive(string purpose) => purpose;
    }

    /// <summary>What personalises a store runs one command by an engine.</summary>
#pragma warning disable CA1852 // DispatchProxy makes a class that inherits from it
    private class ExecOnly : DispatchProxy
#pragma warning restore CA1852
    {
        private RawStore store = null!;

        public static IWorkerEngine Of(RawStore store)
        {
            var engine = Create<IWorkerEngine, ExecOnly>();
            ((ExecOnly)(object)engine).store = store;
            return engine;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
            => args is [ExecRequest request, ..] ? ExecAsync(request) : throw new NotSupportedException($"Nothing raw asks for {targetMethod?.Name}.");

        private async Task<Result<ExecAnswer>> ExecAsync(ExecRequest request)
            => new ExecAnswer(await store.ExecAsync(request.Container, [.. request.Command], request.Input?.Bytes.ToArray()), "");
    }
}
