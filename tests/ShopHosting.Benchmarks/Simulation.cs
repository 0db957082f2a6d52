using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.EndToEndTests;
using ShopHosting.Grains.Stores;
using ShopHosting.Grains.Workers;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Benchmarks;

/// <summary>A fleet larger than any machine here could run: what a store and a worker cost the control plane, and whether that stays the same while the fleet grows.</summary>
internal static class Simulation
{
    private const int Decisions = 5000, Saves = 1000, Lanes = 16, Looks = 20;
    private static readonly (int Workers, int Stores)[] Sizes = [(50, 2_000), (200, 20_000), (1_000, 100_000)];
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    public static Task<Report> MeasureAsync(int rounds) => MeasureAsync(Sizes);

    public static Task<Report> SmallAsync(int rounds) => MeasureAsync(Sizes[0]);

    public static Task<Report> LargeAsync(int rounds) => MeasureAsync((5_000, 150_000));

    private static async Task<Report> MeasureAsync(params (int Workers, int Stores)[] sizes)
    {
        var report = new Report($"""
            Workers and stores as rows, claims, routes and what their engines list, in one process with a real SQLite file (WAL, synchronous=FULL); the engines are in memory and answer at once.
            A decision is what the placer proposes, with all that it asks the database; a placement is a decision and the save of the store's row and claims. Both by {Lanes} at a time.
            A pass of the reconciler looks at everything on every worker, 8 workers at a time; in the first one each shop is also asked from outside, which activates its grain.
            A lost worker stops answering while its connections stay; it is back when it was set right.
            Where the machine has other work too, processor times say more than those of the clock; they hold the engines' part, which is in the same process.
            """);
        var columns = new List<List<(string What, string Number)>>();
        foreach (var (workers, stores) in sizes)
        {
            columns.Add(await MeasureAsync(workers, stores));
        }

        return report.Table(
            ["what", .. sizes.Select(size => $"{Count(size.Workers)} workers, {Count(size.Stores)} stores")],
            columns[0].Select((row, i) => (string[])[row.What, .. columns.Select(column => column[i].Number)]));
    }

    private static async Task<List<(string, string)>> MeasureAsync(int workers, int stores)
    {
        var begun = Stopwatch.StartNew();
        void Told(string what) => Console.Error.WriteLine($"{Count(workers)} workers, {begun.Elapsed.TotalSeconds.Text("0.0")} s: {what}");

        SimulatedFleet? fleet = null;
        await using var host = await InProcess.StartAsync(engines: engine => fleet = new SimulatedFleet(engine), settings:
        [
            ("Workers:CheckPeriod", "1.00:00:00"), ("Workers:ProbePeriod", "1.00:00:00"),           // a pass is made when the measurement wants one
        ]);
        await host.OpenStoresAsync(1);
        var first = host.Text("SELECT id FROM store");
        using var browser = await Grains.SignUpAsync(host);                                         // while there is the one worker that can make a shop
        await fleet!.AddWorkersAsync(host, WorkerId.Parse(InProcess.Worker), workers);
        Told("workers added");
        await fleet.WatchedAsync();
        Told("all watched");

        await DecideAsync(host, first);                                                             // what the runtime does once is no part of what is measured
        var (size, memory) = (Size(host), Memory());
        var empty = await PlacementsAsync(host, fleet, first, 0);
        await fleet.FillAsync(host, first, stores);
        Told("filled");
        var full = await PlacementsAsync(host, fleet, first, 1);
        var (perRow, idle) = ((Size(host) - size) / (stores + (2.0 * Saves)), Math.Max(0, Memory() - memory) / (double)stores);
        Told("placed");
        var pages = await Grains.PagesAsync(host, browser);
        var (overview, list) = await AdministrationAsync(host);
        Told("pages asked");
        var rest = await RestAsync();
        Told("rested");
        var lost = await LoseAsync(host, fleet);
        Told("lost a worker and had it back");
        var asked = await SweepAsync(host, workers);
        var active = (Memory() - memory) / (double)stores - idle;
        var nothing = await SweepAsync(host, workers);
        Told("two passes made");
        return
        [
            ("decisions a second, no stores yet", Count(empty.Decisions.PerSecond)),
            ("decisions a second, all stores there", Count(full.Decisions.PerSecond)),
            ("processor time of a decision, µs, no stores yet", Each(empty.Decisions.Processor, Decisions)),
            ("processor time of a decision, µs, all stores there", Each(full.Decisions.Processor, Decisions)),
            ("placements a second, no stores yet", Count(empty.Placements.PerSecond)),
            ("placements a second, all stores there", Count(full.Placements.PerSecond)),
            ("processor time of a placement, µs, no stores yet", Each(empty.Placements.Processor, Saves)),
            ("processor time of a placement, µs, all stores there", Each(full.Placements.Processor, Saves)),
            ("placements that another one took the place of", Count(empty.Lost + full.Lost)),
            ("bytes a store in the database: row, claims, holdings, indexes, its share of routes and map", Count(perRow)),
            ("bytes a store in memory while nobody asks for it", Count(idle)),
            ("bytes a store in memory while its grain is active", Count(active)),
            ("dashboard, median ms", pages.Median().Text("0.0")),
            ("dashboard, p95 ms", pages.Percentile(95).Text("0.0")),
            ("administrators' overview, p95 ms", overview.Text("0.0")),
            ("administrators' list of stores, p95 ms", list.Text("0.0")),
            ("pass with each shop asked from outside, seconds", asked.Took.TotalSeconds.Text("0.0")),
            ("processor time of it for each store, µs", Each(asked.Processor, stores)),
            ("pass in which nothing is due, seconds", nothing.Took.TotalSeconds.Text("0.0")),
            ("processor time of it for each store, µs", Each(nothing.Processor, stores)),
            ("watching all workers between passes, percent of one core", (rest * 100).Text("0.0")),
            ("of it for each worker, µs a second", (rest * 1e6 / workers).Text()),
            ("lost worker known, seconds", lost.Known.TotalSeconds.Text("0.0")),
            ("all its stores shown as unreachable, seconds", lost.Shown.TotalSeconds.Text("0.0")),
            ("back and set right, seconds after it answers again", lost.Back.TotalSeconds.Text("0.0")),
        ];
    }

    private static async Task<((double PerSecond, TimeSpan Processor) Decisions, (double PerSecond, TimeSpan Processor) Placements, int Lost)> PlacementsAsync(InProcess host, SimulatedFleet fleet, string first, int round)
    {
        var decided = await DecideAsync(host, first);
        var (placed, lost) = await PlaceAsync(host, fleet, first, round);
        return (decided, placed, lost);
    }

    private static async Task<(double PerSecond, TimeSpan Processor)> DecideAsync(InProcess host, string first)
    {
        var (placer, live) = (host.Services.GetRequiredService<StorePlacer>(), await LiveAsync(host, first));
        host.Services.GetRequiredService<FleetView>().Doubt();
        return await RateAsync(Decisions, async number => (await placer.PlaceAsync(Ordered(live, $"decision{number}"), isCrowded: false)).Ok.ShouldBeTrue());
    }

    /// <summary>Each tries again until it has a place, as the grain of a store does.</summary>
    private static async Task<((double PerSecond, TimeSpan Processor) Rate, int Lost)> PlaceAsync(InProcess host, SimulatedFleet fleet, string first, int round)
    {
        var (placer, rows, live) = (host.Services.GetRequiredService<StorePlacer>(), host.Services.GetRequiredService<IEntityStore<StoreState>>(), await LiveAsync(host, first));
        var lost = 0;
        var rate = await RateAsync(Saves, async number =>
        {
            var ordered = Ordered(live, $"placed{round}/{number}");
            for (var isCrowded = false; ; isCrowded = true)
            {
                var place = await placer.PlaceAsync(ordered, isCrowded);
                var placed = StoreMachine.Decide(ordered, place.Value!, TimeProvider.System.GetUtcNow()).Value! with { Status = StoreStatus.Live };    // nobody works on it
                fleet.Add(placed);
                if (await rows.SaveAsync(placed.Key, 0, placed, Journal.Between(null, placed.Operation), default) is SaveOutcome.Saved)
                {
                    return;
                }

                Interlocked.Increment(ref lost);
            }
        });
        return (rate, lost);
    }

    private static async Task<(double PerSecond, TimeSpan Processor)> RateAsync(int count, Func<int, Task> once)
    {
        var (took, processor) = await TakenAsync(() => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (number, _) => await once(number)));
        return (count / took.TotalSeconds, processor);
    }

    private static async Task<(TimeSpan Took, TimeSpan Processor)> TakenAsync(Func<Task> work)
    {
        var (watch, before) = (Stopwatch.StartNew(), Processes.Processor(Environment.ProcessId));
        await work();
        return (watch.Elapsed, Processes.Processor(Environment.ProcessId) - before);
    }

    private static async Task<(double Overview, double List)> AdministrationAsync(InProcess host)
    {
        var overview = host.Grains.GetGrain<IOverviewGrain>(IOverviewGrain.Key);
        return (await SlowAsync(() => overview.ViewAsync()), await SlowAsync(() => overview.StoresAsync(StoreStatus.Live, "", null, null)));
    }

    private static async Task<double> SlowAsync(Func<Task> ask)
    {
        await ask();
        var times = new List<double>();
        for (var look = 0; look < Looks; look++)
        {
            var watch = Stopwatch.StartNew();
            await ask();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times.Percentile(95);
    }

    private static async Task<double> RestAsync()
    {
        var (took, processor) = await TakenAsync(() => Task.Delay(Rest, TimeProvider.System));
        return processor / took;
    }

    private static async Task<(TimeSpan Known, TimeSpan Shown, TimeSpan Back)> LoseAsync(InProcess host, SimulatedFleet fleet)
    {
        var worker = SimulatedFleet.WorkerOf(1);
        var overview = host.Grains.GetGrain<IOverviewGrain>(IOverviewGrain.Key);
        Task<string> StatusAsync() => Task.FromResult(host.Text($"SELECT status FROM worker WHERE id = '{worker}'"));

        var watch = Stopwatch.StartNew();
        fleet.Lose(worker);
        await Until.ItIsAsync("the loss to be known", TimeSpan.FromMinutes(2), StatusAsync, status => status == nameof(WorkerStatus.Unreachable));
        var known = watch.Elapsed;
        await Until.ItIsAsync("its stores to be shown so", TimeSpan.FromMinutes(2), () => overview.StoresAsync(null, "", worker, null), page => page.Rows.All(store => store.AwaySince is not null));
        var shown = watch.Elapsed;
        watch.Restart();
        fleet.Return(worker);
        await Until.ItIsAsync("it to be back", TimeSpan.FromMinutes(2), StatusAsync, status => status == nameof(WorkerStatus.Active));
        return (known, shown, watch.Elapsed);
    }

    private static Task<(TimeSpan Took, TimeSpan Processor)> SweepAsync(InProcess host, int workers)
    {
        var sweep = host.Services.GetRequiredService<WorkerSweep>();
        return TakenAsync(() => Parallel.ForEachAsync(
            Enumerable.Range(0, workers), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, token) => await sweep.SweepAsync(SimulatedFleet.WorkerOf(number), token)));
    }

    private static async Task<StoreState> LiveAsync(InProcess host, string key) => (await host.Services.GetRequiredService<IEntityStore<StoreState>>().LoadAsync(key, default))!.State;

    private static StoreState Ordered(StoreState like, string name)
    {
        var operation = OperationId.Parse(IdText.Derive("order", name));
        return StoreMachine.New(
            AccountId.From(operation), StoreId.From(operation), like.Order, new Plan(like.Plan, "", "", 0, "EUR", 1, like.Limits), new ProvisionStore(operation, SystemActor.Name),
            like.Secrets, like.Images, TimeProvider.System.GetUtcNow());
    }

    /// <summary>Bytes of the database's file.</summary>
    private static double Size(InProcess host) => host.Number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");

    private static string Each(TimeSpan all, int count) => (all.TotalMicroseconds / count).Text();

    private static string Count(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static long Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
