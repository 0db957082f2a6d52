using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Edges;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.EndToEndTests;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing.Engine;

namespace ShopHosting.Benchmarks;

/// <summary>
/// Workers and stores that are rows, claims and what an engine lists, and nothing else: as many as nobody could run. One worker and one store are real to the
/// panel; the others are copies of their rows with ids of their own.
/// </summary>
internal sealed class SimulatedFleet(FakeWorkerEngine real) : IWorkerEngines
{
    private const int MemoryMb = 131_072, Processors = 32;

    /// <summary>Below are those that the measurement places.</summary>
    private const int FirstSlot = 1000;

    private readonly ConcurrentDictionary<WorkerId, FakeWorkerEngine> engines = [];
    private readonly ConcurrentDictionary<WorkerId, ImmutableArray<(AccountId Account, StoreId Store)>> placed = [];
    private readonly List<EdgeState> edges = [];
    private StackTemplate? template;
    private int workers;
    private int filled;
    private long looks;

    public IWorkerEngine For(WorkerId worker) => engines.GetValueOrDefault(worker, real);

    /// <summary>Adds workers: copies of the real one, of one size, each with an edge that others reach. By the first of them visitors come in.</summary>
    public async Task AddWorkersAsync(InProcess host, WorkerId of, int count)
    {
        var joined = (await host.Services.GetRequiredService<IEntityStore<WorkerState>>().LoadAsync(of.Value, default))!.State;
        var authority = host.Grains.GetGrain<IForwardAuthorityGrain>(ForwardAuthority.OnlyKey);
        var trusted = (await authority.TrustedAsync()).Value;
        workers = count;
        for (var number = 0; number < count; number++)
        {
            var certificate = (await authority.CertifyAsync(WorkerOf(number), IsIngress(number), null)).Value!;
            edges.Add(new EdgeState { Worker = WorkerOf(number), Generation = 1, Applied = 1, Forwarding = new EdgeForwarding { Address = AddressOf(number), Certificate = certificate, Authorities = trusted } });
        }

        var known = await MapAsync(host);
        edges[0] = edges[0] with { Forwarding = edges[0].Forwarding! with { Map = PartsOf(known), Peers = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Enumerable.Range(1, count - 1).Select(number => KeyValuePair.Create(WorkerOf(number).Value, AddressOf(number)))) } };
        var machine = joined.Machine! with { MemoryMb = MemoryMb, Processors = Processors };
        var images = host.Services.GetRequiredService<ImageCatalogue>().All.Where(image => image.Reference is not null).ToList();
        host.Write(connection =>
        {
            foreach (var number in Enumerable.Range(0, count))
            {
                var worker = WorkerOf(number);
                var engine = engines[worker] = new FakeWorkerEngine(InstallationId.Parse("bench"), TimeProvider.System) { KeepsJournal = false, Lists = labels => InventoryOf(number, labels), Info = real.Info };
                engine.OnProbe(_ => new ProbeAnswer(200, TimeSpan.Zero, null));
                engine.OnExec("*", _ => new ExecAnswer(0, "{}"));
                images.ForEach(image => engine.AddImage(image.Reference!, image.Content));
                Insert(connection, joined with { Id = worker, Machine = machine, Address = AddressOf(number), IsIngress = IsIngress(number) });
                Insert(connection, edges[number]);
                foreach (var (resource, usable) in new[] { (CapacityResources.MemoryMb, (long)MemoryMb), (CapacityResources.CpuMillis, Processors * 8000L), (CapacityResources.DiskMb, 100_000_000L) })
                {
                    Execute(connection, "INSERT INTO capacity (scope, resource, usable, used) VALUES (@p0, @p1, @p2, 0)", worker.Value, resource, usable);
                }
            }

            // The real one takes no more stores, so that those of the measurement go to the others.
            Execute(connection, "UPDATE capacity SET usable = used WHERE scope = @p0", of.Value);
        });
    }

    /// <summary>The watch begins with each worker: by its own round, and when the events are connected; each look asks the engine twice.</summary>
    public Task WatchedAsync() => Until.ItIsAsync("the watch to have seen all workers", TimeSpan.FromMinutes(5), () => Task.FromResult(Interlocked.Read(ref looks)), seen => seen >= 4 * workers);

    /// <summary>Brings the fleet to this many stores, spread evenly, each of an account of its own.</summary>
    public async Task FillAsync(InProcess host, string of, int count)
    {
        var live = (await host.Services.GetRequiredService<IEntityStore<StoreState>>().LoadAsync(of, default))!.State;
        var installation = host.Services.GetRequiredService<IOptions<InstallationOptions>>().Value;
        template = host.Services.GetRequiredService<PlatformCatalogue>().Find(live.Order.Platform)!;
        var map = (await MapAsync(host)).ToDictionary(part => part.State.Part, part => part.State.Forwards.ToBuilder());
        var routes = edges.Select(edge => edge.Routes.ToBuilder()).ToArray();
        host.Write(connection =>
        {
            for (; filled < count; filled++)
            {
                var (account, id) = IdsOf(filled);
                var store = live with
                {
                    Id = id,
                    Account = account,
                    Order = live.Order with { Name = StoreName.Parse($"simulated{filled}").Value },
                    Placement = new Placement(WorkerOf(filled % workers), FirstSlot + (filled / workers)),
                };
                Insert(connection, store);
                var host = installation.HostOf(store.Order.Name);
                routes[filled % workers].Add(host, new EdgeRoute(installation.PortOf(store.Placement), template.Name, store.Key));
                (CollectionsMarshal.GetValueRefOrAddDefault(map, ForwardMap.PartOf(host), out _) ??= ImmutableSortedDictionary.CreateBuilder<string, Forward>(StringComparer.Ordinal))
                    .Add(host, new Forward(store.Placement.Worker, store.Key));
            }

            var parts = map.Select(part => new Stored<ForwardMap>(1, new ForwardMap { Part = part.Key, Forwards = part.Value.ToImmutable() })).ToList();
            Execute(connection, "DELETE FROM forward_map");
            parts.ForEach(part => Insert(connection, part.State));
            edges[0] = edges[0] with { Forwarding = edges[0].Forwarding! with { Map = PartsOf(parts) } };
            for (var number = 0; number < workers; number++)
            {
                edges[number] = edges[number] with { Routes = routes[number].ToImmutable() };
                Execute(connection, "UPDATE edge SET version = version + 1, state = @p0 WHERE id = @p1", StateJson.Write(edges[number], null), edges[number].Key);
            }

            Execute(connection, """
                UPDATE capacity SET used = held.used FROM (SELECT scope, resource, SUM(amount) AS used FROM holding GROUP BY scope, resource) held
                WHERE held.scope = capacity.scope AND held.resource = capacity.resource
                """);
        });
        await Task.WhenAll(edges.Select(edge => host.Grains.GetGrain<IEdgeGrain>(edge.Key).PublishAsync()));     // finds that the row was written by somebody else, and goes
        edges.Clear();                                                                                          // what is kept here is no memory of the panel
    }

    public void Lose(WorkerId worker) => engines[worker].Faults.IsUnreachable = true;

    public void Return(WorkerId worker) => engines[worker].Faults.IsUnreachable = false;

    public static WorkerId WorkerOf(int number) => WorkerId.Parse($"w{number}");

    /// <summary>What was placed by the measurement is there too.</summary>
    public void Add(StoreState store) => placed.AddOrUpdate(store.Placement!.Worker, [(store.Account, store.Id)], (_, known) => known.Add((store.Account, store.Id)));

    private static bool IsIngress(int number) => number == 0;

    private static async Task<List<Stored<ForwardMap>>> MapAsync(InProcess host)
    {
        var parts = await host.Services.GetRequiredService<IEntityIndex>().ListAsync(ForwardMap.Table.Name, new Dictionary<string, object?>(), null, ForwardMap.Parts, default);
        var rows = host.Services.GetRequiredService<IEntityStore<ForwardMap>>();
        return [.. await Task.WhenAll(parts.Select(async part => (await rows.LoadAsync(part.Key, default))!))];
    }

    /// <summary>As the edge has them that got their files.</summary>
    private static ImmutableSortedDictionary<string, ForwardPart> PartsOf(List<Stored<ForwardMap>> map) => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
        map.Select(part => KeyValuePair.Create(part.State.Part, new ForwardPart(part.Version, EdgeConfiguration.RenderMap(part.State.Forwards).Hash, part.State.Forwards.Count))));

    private static string AddressOf(int number) => $"10.{number / 250}.{number % 250}.1";

    /// <summary>Computed and not kept, so that the memory that is measured is the panel's.</summary>
    private static (AccountId Account, StoreId Store) IdsOf(int number)
        => OperationId.Parse(IdText.Derive("simulated", $"{number}")) is var operation ? (AccountId.From(operation), StoreId.From(operation)) : default;

    /// <summary>The platform's own containers as the real engine has them, and as many objects of each store as its template says.</summary>
    private Inventory InventoryOf(int worker, ImmutableSortedDictionary<string, string> labels)
    {
        Interlocked.Increment(ref looks);
        var census = real.Census(labels);
        if (template is null)
        {
            return census;
        }

        var components = template.Components.Count;
        List<ImmutableSortedDictionary<string, string>> all =
        [
            .. Enumerable.Range(0, (filled - worker + workers - 1) / workers).Select(round => IdsOf(worker + (round * workers))).Concat(placed.GetValueOrDefault(WorkerOf(worker), []))
                .Select(store => labels.SetItem(EngineLabels.Account, store.Account.Value).SetItem(EngineLabels.Store, store.Store.Value)),
        ];
        return new Inventory(
            [.. census.Containers, .. all.SelectMany(own => Enumerable.Repeat(new ContainerInfo("", "", "", "running", null, default, own, ImmutableSortedDictionary<string, string>.Empty), components))],
            [.. census.Networks, .. all.SelectMany(own => Enumerable.Repeat(new NetworkInfo("", "", "", own), template.Networks.Count))],
            [.. census.Volumes, .. all.SelectMany(own => Enumerable.Repeat(new VolumeInfo("", null, own), template.Data.Count + components))]);
    }

    /// <summary>A row with its claims, as a save would leave it. What it has of the capacity is summed up in the end.</summary>
    private static void Insert<TState>(DbConnection connection, TState state) where TState : class, IEntityState<TState>
    {
        var table = TState.Table;
        var key = state switch { WorkerState worker => worker.Key, StoreState store => store.Key, EdgeState edge => edge.Key, ForwardMap part => part.Key, _ => throw new ArgumentOutOfRangeException(nameof(state)) };
        object?[] values = [key, 1L, StateJson.Write(state, null), state.DueAt()?.ToUnixTimeMilliseconds(), .. state.Promoted()];
        Execute(connection, $"INSERT INTO {table.Name} (id, version, state, due_at, {string.Join(", ", table.Columns)}) VALUES ({string.Join(", ", values.Select((_, i) => $"@p{i}"))})", values);
        foreach (var claim in state.Claims())
        {
            if (claim.Kind == Claim.CapacityKind)
            {
                Execute(connection, "INSERT INTO holding (owner_table, owner_key, scope, resource, amount) VALUES (@p0, @p1, @p2, @p3, @p4)", table.Name, key, claim.Scope, claim.Value, claim.Amount);
            }
            else
            {
                Execute(connection, "INSERT INTO claim (kind, scope, value, owner_table, owner_key) VALUES (@p0, @p1, @p2, @p3, @p4)", claim.Kind, claim.Scope, claim.Value, table.Name, key);
            }
        }
    }

    private static void Execute(DbConnection connection, string sql, params object?[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@p{i}", values[i] ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }
}
