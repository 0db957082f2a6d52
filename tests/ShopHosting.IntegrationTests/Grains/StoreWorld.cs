using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Grains;
using ShopHosting.Grains.Stores;
using ShopHosting.Grains.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Persons;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Secrets;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>
/// A whole installation in memory: the real grains and steps on one worker, or two, that only pretend. Database and engines outlive the host, which a test may
/// kill and start anew.
/// </summary>
public sealed class StoreWorld : IAsyncDisposable
{
    public const string InstallationId = "test";
    private static readonly InstallationOptions s_installation = new() { Id = InstallationId, Templates = Repository.Path("templates") };

    // Reading and compiling templates is the same for every world, and not what these tests are about.
    private static readonly PlatformCatalogue s_platforms = SomePlatforms.Of(s_installation);
    private static readonly EdgeConfiguration s_edges = new(Options.Create(s_installation), s_platforms, new PlainSecretBox());

    private readonly Dictionary<string, string?> settings;
    private readonly List<GrainCluster> clusters = [];
    private readonly WorldLog log;
    private readonly CountingEntropy entropy = new();
    private readonly ConcurrentDictionary<WorkerId, long> served = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkerSweep? sweep;

    private StoreWorld(Dictionary<string, string?> settings)
    {
        this.settings = settings;
        log = new WorldLog(Changed);
        Engines = new[] { Some.Worker, Second }.ToImmutableDictionary(worker => worker, NewEngine);
    }

    public static WorkerId Second { get; } = WorkerId.Parse("w2");

    public ShiftedTime Clock { get; } = new();

    public MemoryEntityStores Database { get; } = new();

    public ImmutableDictionary<WorkerId, FakeWorkerEngine> Engines { get; }

    /// <summary>Of the first worker, which is the only one unless a test asks for two.</summary>
    public FakeWorkerEngine Engine => Engines[Some.Worker];

    public FakeConnectProbe Connections { get; } = new();

    public FakeMailer Mail { get; } = new();

    public CrashPoint Crash { get; } = new();

    /// <summary>What commands in the shop's application answer, when a test wants another answer than success.</summary>
    public Func<FakeExec, ExecAnswer?>? OnApplication { get; set; }

    /// <summary>Awaited before each call of an engine, by what it is (and of the second worker, that it is there): for holding it.</summary>
    public Func<string, Task>? Holds { get; set; }

    /// <summary>Its edge can't be reached from the platform's machine.</summary>
    public bool IsEdgeAway { get; set; }

    /// <summary>What a call of an engine is refused with, by what it is.</summary>
    public Func<string, Error?>? Refuses { get; set; }

    /// <summary>Told of every save after it.</summary>
    public Action<object>? OnSaved { get; set; }

    public static IEnumerable<string> ImageReferences => s_platforms.Images.All.Select(image => image.Reference!);

    public IGrainFactory Grains => clusters[^1].Client;

    public IWorkerGrain Worker => WorkerOf(Some.Worker);

    public IWorkerGrain WorkerOf(WorkerId worker) => Grains.GetGrain<IWorkerGrain>(worker.Value);

    /// <summary>An installation whose only worker has joined.</summary>
    public static async Task<StoreWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var world = Prepare(settings);
        await world.StartHostAsync();
        (await world.Worker.JoinAsync(new("unix:///fake.sock")).SoonAsync()).Ok.ShouldBeTrue();
        await world.RestAsync();
        return world;
    }

    /// <summary>An installation with two workers, of which the first takes all orders.</summary>
    public static async Task<StoreWorld> StartTwoAsync(params (string Key, string Value)[] settings)
    {
        var world = await StartAsync(settings);
        (await world.WorkerOf(Second).JoinAsync(new("unix:///second.sock")).SoonAsync()).Ok.ShouldBeTrue();
        await world.RestAsync();
        await world.PlaceAtAsync(Some.Worker);
        return world;
    }

    /// <summary>From now on all orders go to this worker.</summary>
    public async Task PlaceAtAsync(WorkerId worker)
    {
        foreach (var id in Engines.Keys)
        {
            var ask = new WorkerAsk(OperationId.New(entropy), SystemActor.Name);
            (await (id == worker ? WorkerOf(id).UncordonAsync(ask) : WorkerOf(id).CordonAsync(ask, "Not this one.")).SoonAsync()).Error.ShouldBeNull();
        }
    }

    /// <summary>An installation whose host has not started.</summary>
    public static StoreWorld Prepare(params (string Key, string Value)[] settings) => new(new Dictionary<string, string?>
    {
        ["Installation:Id"] = InstallationId,
        ["Installation:Templates"] = s_installation.Templates,
        ["Workers:WakePeriod"] = "00:00:00.020",
        ["Catalogue:Plans:0:Id"] = "starter",
        ["Catalogue:Plans:0:Title"] = "Starter",
        ["Catalogue:Plans:0:Stores"] = "3",
        ["Catalogue:Plans:0:MemoryMb"] = "1024",
    }.Concat(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
        .GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value));

    /// <param name="start">What the grains run in, given what a host of them needs; one host without more when null.</param>
    public async Task StartHostAsync(Func<Action<IServiceCollection>, Task<GrainCluster>>? start = null)
    {
        var cluster = await (start?.Invoke(Configure) ?? GrainCluster.StartAsync(Configure, Clock, typeof(StoreGrain).Assembly));
        clusters.Add(cluster);
        sweep = cluster.Service<WorkerSweep>();
        await Grains.GetGrain<IReconcilerGrain>(IReconcilerGrain.Key).PingAsync().SoonAsync();
    }

    public Task KillHostAsync() => clusters[^1].KillAsync();

    /// <summary>Compares everything on the worker, as the watch does now and then.</summary>
    public Task SweepAsync(WorkerId? worker = null) => sweep!.SweepAsync(worker ?? Some.Worker, CancellationToken.None).SoonAsync();

    /// <summary>Asks the shops from outside alone, as the watch does while it does not hear the engine.</summary>
    public Task ObserveAsync() => sweep!.ObserveAsync(Some.Worker, CancellationToken.None).SoonAsync();

    /// <summary>The watch over the workers, with what it shall work with instead of the world's own; it isn't started.</summary>
    public WorkerWatch Watch(params object[] parts) => ActivatorUtilities.CreateInstance<WorkerWatch>(clusters[^1].Service<IServiceProvider>(), parts);

    public static SignUp SignUpOf(int number = 1, string name = "teashop", string? email = null, string platform = "woocommerce") => new(
        Some.Operation(number), "Tea & Co", Some.Email(email ?? $"owner{number}@shops.example"), new Password("correct horse battery"), "starter", Some.Order(name, platform));

    public Task<Result<SignedUp>> SignUpAsync(SignUp signUp) => Grains.GetGrain<IPersonGrain>(UserId.From(signUp.Operation).Value).SignUpAsync(signUp);

    /// <summary>A store that is live.</summary>
    public async Task<IStoreGrain> LiveStoreAsync(int number = 1, string name = "teashop")
    {
        (await SignUpAsync(SignUpOf(number, name)).SoonAsync()).Error.ShouldBeNull();
        await RestAsync();
        StateOf(number)!.Status.ShouldBe(StoreStatus.Live, $"{StateOf(number)!.Problem}\n{log}");
        return Store(number);
    }

    public IStoreGrain Store(int number = 1) => Grains.GetGrain<IStoreGrain>(KeyOf(number));

    public static string KeyOf(int number = 1) => StoreState.KeyOf(Some.Account(number), Some.StoreId(number));

    public IAccountGrain Account(int number = 1) => Grains.GetGrain<IAccountGrain>(Some.Account(number).Value);

    public IPersonGrain Person(int number = 1) => Grains.GetGrain<IPersonGrain>(Some.User(number).Value);

    public static StoreAsk Ask(int number) => new(Some.Operation(1000 + number), Some.User().Value);

    /// <summary>The row of a store; null when there is none.</summary>
    public StoreState? StateOf(int number = 1) => Read<StoreState>(KeyOf(number));

    public TState? Read<TState>(string key) where TState : class, IEntityState<TState> => Database.Store<TState>().LoadAsync(key, CancellationToken.None).Result?.State;

    public IEnumerable<TState> All<TState>() where TState : class, IEntityState<TState>
        => Database.ListAsync(TState.Table.Name, ImmutableDictionary<string, object?>.Empty, null, 1000, CancellationToken.None).Result.Select(row => Read<TState>(row.Key)!);

    /// <summary>What a worker has of a store.</summary>
    public Inventory CensusOf(int number = 1, WorkerId? worker = null) => Engines[worker ?? Some.Worker].Census(ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
    {
        [EngineLabels.Installation] = InstallationId,
        [EngineLabels.Account] = Some.Account(number).Value,
        [EngineLabels.Store] = Some.StoreId(number).Value,
    }));

    public static string NameOf(string part, int number = 1) => $"sh-{InstallationId}-{Some.StoreId(number)}-{part}";

    /// <summary>Which routes the first worker's edge serves: host name to address and port.</summary>
    public IReadOnlyDictionary<string, string> Served => ServedAt(Some.Worker);

    public IReadOnlyDictionary<string, string> ServedAt(WorkerId worker)
        => Engines[worker].FileIn($"sh-{InstallationId}-edge", $"/etc/edge/gen/{served.GetValueOrDefault(worker)}/sites.conf") is { } sites
            ? NginxText.Routes(Encoding.UTF8.GetString(sites.Content.Bytes))
            : new Dictionary<string, string>();

    /// <summary>Where the edge finds the application of a store.</summary>
    public static string EndpointOf(StoreState store) => $"{s_installation.AddressOf(store.Placement!, which: 1, component: 2)}:8080";

    /// <summary>A visitor's request, at the edge of the store's worker.</summary>
    public async Task<ProbeAnswer> VisitAsync(string name = "teashop", int number = 1) => (await Engines[StateOf(number)?.Placement?.Worker ?? Some.Worker].ProbeAsync(
        new HttpProbe("127.0.0.1", s_installation.EdgePort, s_installation.AuthorityOf(Some.Name(name)), "/", TimeSpan.Zero, "X-ShopHosting-Store", Some.StoreId(number).Value),
        CancellationToken.None)).Value!;

    /// <summary>Waits until nobody owes work but those who wait for room.</summary>
    public Task RestAsync() => UntilAsync(() => IsAtRest(out _), () => IsAtRest(out var busy) ? "at rest after all" : busy);

    public Task StatusAsync(StoreStatus status, int number = 1) => UntilAsync(() => StateOf(number)?.Status == status, () => $"store {number} is {StateOf(number)?.Status}, not {status}: {StateOf(number)?.Problem}");

    /// <summary>How many of the newest lines of the log hold this.</summary>
    public int Logged(string text) => log.Count(text);

    /// <summary>Waits until it holds; it is looked at after every save, every change of the worker and every line of the log.</summary>
    public async Task UntilAsync(Func<bool> holds, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(25), TimeProvider.System);
        while (true)
        {
            var next = Volatile.Read(ref changed).Task;
            if (holds())
            {
                return;
            }

            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException($"Waited in vain: {otherwise()}\n{log}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in clusters)
        {
            await cluster.DisposeAsync();
        }
    }

    internal void Saved(object state)
    {
        OnSaved?.Invoke(state);
        Changed();
    }

    internal void Changed() => Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private bool IsAtRest(out string busy)
    {
        string[] left =
        [
            .. All<PersonState>().Where(person => PersonMachine.Owed(person.Status)).Select(person => $"person {person.Key} is {person.Status}"),
            .. All<PersonState>().Where(person => !person.Mails.IsEmpty).Select(person => $"person {person.Key} owes {person.Mails[0]}"),
            .. All<AccountState>().Where(account => AccountMachine.Owed(account.Status)).Select(account => $"account {account.Key} is {account.Status}"),
            .. All<WorkerState>().Where(worker => WorkerMachine.Owed(worker.Status)).Select(worker => $"worker {worker.Key} is {worker.Status}: {Steps(worker.Operation)}"),
            .. All<EdgeState>().Where(edge => edge.Applied != edge.Generation).Select(edge => $"edge {edge.Key} serves {edge.Applied} of {edge.Generation}: {edge.Problem}"),
            .. All<StoreState>().Where(store => StoreMachine.Owed(store.Status) is not (null or StoreWork.Place) || store is { Status: StoreStatus.Deleted } && store.PurgeAt <= Clock.GetUtcNow())
                .Select(store => $"store {store.Key} is {store.Status} ({store.Problem}): {Steps(store.Operation)}"),
        ];
        busy = string.Join("; ", left);
        return left.Length == 0;
    }

    private static string Steps(Domain.Operations.Operation? operation)
        => operation is null ? "" : string.Join(", ", operation.Steps.Select(step => $"{step.Name} {step.Status} {step.Detail} {step.Error}"));

    private void Configure(IServiceCollection services)
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
        services.AddShopHostingGrains();
        services.Replace(ServiceDescriptor.Singleton(s_platforms.Images));
        services.Replace(ServiceDescriptor.Singleton(s_platforms));
        services.Replace(ServiceDescriptor.Singleton(s_edges));
        services.AddMemoryStorage(Database);
        services.AddSingleton(this);
        services.Replace(ServiceDescriptor.Singleton(typeof(IEntityStore<>), typeof(CrashingStore<>)));
        services.AddSingleton<IWorkerEngines>(new CrashingEngines(this));
        services.AddSingleton<IProbeClient>(new FromHere(this));
        services.AddSingleton<IImageCarrier>(new FakeImageCarrier(new CrashingEngines(this), worker => Engines[worker]));
        services.AddSingleton<IConnectProbe>(Connections);
        services.AddSingleton<IFirstContact, FakeFirstContact>();
        services.AddSingleton<IEntropy>(entropy);
        services.AddSingleton<ISecretBox, PlainSecretBox>();
        services.AddSingleton<IPasswords, QuickPasswords>();
        services.AddSingleton<IMailer>(Mail);
        services.AddSingleton<IOutbox>(Mail);
    }

    /// <summary>Asks the worker's edge past its engine.</summary>
    private sealed class FromHere(StoreWorld world) : IProbeClient
    {
        public Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken)
            => Task.FromResult<Result<ProbeAnswer>>(world.IsEdgeAway ? new ProbeAnswer(0, TimeSpan.Zero, "nobody answers") : world.Visit(Some.Worker, probe)!);
    }

    private ExecAnswer Application(FakeExec exec) => OnApplication?.Invoke(exec) ?? new ExecAnswer(0, "");

    private FakeWorkerEngine NewEngine(WorkerId worker)
    {
        var engine = new FakeWorkerEngine(Domain.Ids.InstallationId.Parse(InstallationId), Clock) { KeepsJournal = true };
        engine.Info = engine.Info with { Id = $"engine-{worker}" };
        foreach (var image in s_platforms.Images.All)
        {
            engine.AddImage(image.Reference!);
        }

        engine.OnExec("*", _ => new ExecAnswer(0, ""));
        engine.OnExec("application", Application);
        engine.OnExec("edge", exec => Edge(worker, exec));
        engine.OnProbe(probe => Visit(worker, probe));
        AddForeignThings(engine);
        return engine;
    }

    /// <summary>As ops/images/edge does it.</summary>
    private ExecAnswer Edge(WorkerId worker, FakeExec exec)
    {
        switch (exec.Request.Command)
        {
            case ["/usr/local/bin/edge-switch", var number] when exec.Engine.FileIn(exec.Container.Name, $"/etc/edge/gen/{number}/nginx.conf") is null:
                return new ExecAnswer(64, $"There is no generation {number}.");
            case ["/usr/local/bin/edge-switch", var number]:
                served[worker] = long.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
                return new ExecAnswer(0, number);
            case ["/usr/local/bin/edge-ask", "/.edge/generation"]:
                return new ExecAnswer(0, $"{served.GetValueOrDefault(worker)}");
            default:
                return new ExecAnswer(0, "");
        }
    }

    /// <summary>From the edge's configuration to the container that has the address.</summary>
    private ProbeAnswer? Visit(WorkerId worker, HttpProbe probe)
    {
        if (probe.Port != s_installation.EdgePort)
        {
            return null;
        }

        if (ServedAt(worker).TryGetValue(probe.Host.Split(':')[0], out var endpoint) && endpoint == NginxText.Nowhere)
        {
            return new ProbeAnswer(EdgeConfiguration.SuspendedStatus, TimeSpan.Zero, probe.ExpectHeader == EdgeConfiguration.PageHeader ? null : "the answer was 503 where 200 is wanted");
        }

        var container = Engines[worker].Census().Containers.FirstOrDefault(container => container.IsRunning && container.Addresses.Values.Any(address => $"{address}:8080" == endpoint));
        return container is null ? new ProbeAnswer(404, TimeSpan.Zero, "the answer was 404 where 200 is wanted")
            : container.Labels.GetValueOrDefault(EngineLabels.Store) != probe.ExpectHeaderValue ? new ProbeAnswer(200, TimeSpan.Zero, "another shop answered")
            : new ProbeAnswer(200, TimeSpan.FromMilliseconds(5), null);
    }

    /// <summary>Things of others on the worker, also of another installation of ours. None of them is ever touched.</summary>
    private static void AddForeignThings(FakeWorkerEngine engine)
    {
        var labels = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            [EngineLabels.Installation] = "other",
            [EngineLabels.Account] = Some.Account().Value,
            [EngineLabels.Store] = Some.StoreId().Value,
        });
        engine.AddForeignContainer("somebody-elses-database");
        engine.AddForeignContainer("sh-other-application", labels);
        engine.AddForeignVolume("somebody-elses-data");
        engine.AddForeignVolume("sh-other-data", labels);
        engine.AddForeignNetwork("somebody-elses-network", "172.20.0.0/16");
    }
}
