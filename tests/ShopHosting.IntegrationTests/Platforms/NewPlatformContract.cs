using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.IntegrationTests.Engine;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Stores;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Platforms;

/// <summary>A platform that the program has never heard of is a folder and a small class, and nothing else: the same steps provision it and take it away.</summary>
public abstract class NewPlatformContract : IAsyncLifetime
{
    private const int MostRounds = 500;
    private readonly EngineStage stage;
    private readonly string templates = Directory.CreateTempSubdirectory("templates-").FullName;
    private readonly InstallationOptions installation;
    private readonly PlatformCatalogue platforms;
    private readonly Outside outside;
    private readonly PlainSecretBox box = new();
    private readonly Placement place = new(Some.Worker, 0);
    private readonly string subnet;

    protected NewPlatformContract(EngineStage stage)
    {
        this.stage = stage;
        outside = new(stage.Engine);
        subnet = stage.Subnet();
        Directory.CreateSymbolicLink(Path.Combine(templates, "edge"), Repository.Path("templates", "edge"));
        Directory.CreateSymbolicLink(Path.Combine(templates, "tiny"), Repository.Path("tests", "ShopHosting.IntegrationTests", "Platforms", "tiny"));
        var port = stage.FreePort();
        installation = new() { Id = stage.Installation.Value, Templates = templates, PortBase = port, EdgePort = port, TenantPool = subnet[..^3] + "/27" };     // visitors come straight to the shop
        platforms = SomePlatforms.Of(installation, typeof(TinyPlatform).Assembly, new([new ImageEntry("tiny", stage.Image.Reference, stage.Image.Content, "1.0")]));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Directory.Delete(templates, recursive: true);
        await stage.CleanAsync();
    }

    [Fact]
    public async Task A_platform_of_its_own_folder_is_offered_provisioned_and_purged()
    {
        var template = platforms.All.ShouldHaveSingleItem();
        platforms.CheckOrder(Some.Order(platform: "tiny"), Some.Plan()).Ok.ShouldBeTrue();
        var store = Some.Store(StoreStatus.Provisioning) with
        {
            Order = Some.Order(platform: "tiny"),
            Secrets = StoreSecrets.New(platforms.CodeOf(template), new CountingEntropy(), box),
            Images = platforms.NewestImages(template),
            Placement = place,
        };

        (await WorkAsync(store, StoreWork.Provision)).ShouldAllBe(step => step.Status == StepStatus.Done || step.Status == StepStatus.Skipped);

        var container = (await InventoryAsync(store)).Containers.ShouldHaveSingleItem();
        container.IsRunning.ShouldBeTrue();
        (await stage.Engine.ExecAsync(new(container.Name, ["/bin/busybox", "cat", "/seed/index.html"]), default)).Value!.Output.ShouldBe(store.Order.Title);
        new EdgeConfiguration(Options.Create(installation), platforms, box).Render(outside.Routes, 1).Length.ShouldBe(4);

        await WorkAsync(store, StoreWork.Purge);

        var left = await InventoryAsync(store);
        (left.Containers.Length + left.Networks.Length + left.Volumes.Length).ShouldBe(0);
        outside.Gone.ShouldBe([store.Id]);
    }

    /// <summary>As a store's grain works its steps off, with the pauses taken out.</summary>
    private async Task<ImmutableArray<StepProgress>> WorkAsync(StoreState store, StoreWork work)
    {
        var template = platforms.Find(store.Order.Platform)!;
        var list = new StoreSteps(outside, outside).For(work, template);
        var now = Some.Noon;
        using var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var runner = new StepRunner(TimeProvider.System, new StepInstruments(metrics.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), NullLogger<StepRunner>.Instance);
        var operation = store.Operation! with { Steps = StepCursor.Plan(list.Plan) };
        for (var round = 0; !StepCursor.HasEnded(operation); round++)
        {
            round.ShouldBeLessThan(MostRounds, string.Join(", ", operation.Steps.Select(step => $"{step.Name} {step.Status} {step.Detail}")));
            var ready = StepCursor.Ready(operation, now);
            if (ready.IsEmpty)
            {
                now += StepCursor.Pause(operation, now)!.Value;
                continue;
            }

            operation = StepCursor.Begin(operation, ready, now);
            foreach (var (step, outcome) in await runner.RunAsync(list, ContextOf(store, template, operation), operation, ready, store.Key, default))
            {
                operation = StepCursor.Advance(operation, step, outcome, now);
            }
        }

        StepCursor.FirstFailure(operation).ShouldBeNull();
        return operation.Steps;
    }

    private StoreContext ContextOf(StoreState store, StackTemplate template, Operation operation) => new()
    {
        Clock = TimeProvider.System,
        Store = store,
        Operation = operation,
        Placement = place,
        Template = template,
        Platform = platforms.CodeOf(template),
        BuildStack = () => new StoreStackBuilder(Options.Create(installation), platforms, SomePlatforms.RelayOf(installation, platforms.Images), box).Build(store, template, place),
        Engine = stage.Engine,
        Installation = installation,
        Secret = purpose => box.Open(store.Secrets[purpose]),
    };

    private async Task<Inventory> InventoryAsync(StoreState store)
        => (await stage.Engine.ListAsync(stage.Labels.SetItem(EngineLabels.Store, store.Id.Value), default)).Value!;

    /// <summary>An edge that serves what it is told, and accounts that remember what they are told.</summary>
    private sealed class Outside(IWorkerEngine engine) : IEdge, IAccounts
    {
        public ImmutableSortedDictionary<string, EdgeRoute> Routes { get; private set; } = ImmutableSortedDictionary<string, EdgeRoute>.Empty;

        public List<StoreId> Gone { get; } = [];

        public Task<Finding> CompareAsync(WorkerId worker, string host, EdgeRoute route, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

        public Task<EdgeRoute?> AskedForAsync(WorkerId worker, string host, CancellationToken cancellationToken) => Task.FromResult(Routes.GetValueOrDefault(host));

        public Task<Result<bool>> PutAsync(WorkerId worker, string host, EdgeRoute route, TimeSpan patience, CancellationToken cancellationToken)
        {
            Routes = Routes.SetItem(host, route);
            return Task.FromResult<Result<bool>>(true);
        }

        public Task<Result<ProbeAnswer>> VisitAsync(WorkerId worker, HttpProbe probe, CancellationToken cancellationToken) => engine.ProbeAsync(probe, cancellationToken);

        public Task<Result<bool>> RemoveAsync(WorkerId worker, string host, string owner, TimeSpan patience, CancellationToken cancellationToken)
        {
            Routes = Routes.Remove(host);
            return Task.FromResult<Result<bool>>(true);
        }

        public Task<Result> StoreGoneAsync(AccountId account, StoreId store, CancellationToken cancellationToken)
        {
            Gone.Add(store);
            return Task.FromResult(Result.Success);
        }
    }
}

public sealed class NewPlatformOnTheFakeTests() : NewPlatformContract(new FakeStage());

[Trait("needs", "docker")]
public sealed class NewPlatformOnDockerTests(DockerStage stage) : NewPlatformContract(stage), IClassFixture<DockerStage>;
