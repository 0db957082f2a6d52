using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.EndToEndTests;
using ShopHosting.Grains.Stores;
using ShopHosting.Grains.Workers;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Benchmarks;

/// <summary>A fleet larger than any machine here could run: what a store costs the control plane, and whether that stays the same while the fleet fills.</summary>
internal static class Simulation
{
    private const int Decisions = 5000, Saves = 1000, Lanes = 16;

    public static Task<Report> SmallAsync(int rounds) => MeasureAsync(50, 2_000);

    public static Task<Report> MeasureAsync(int rounds) => MeasureAsync(1_000, 100_000);

    public static Task<Report> LargeAsync(int rounds) => MeasureAsync(5_000, 150_000);

    private static async Task<Report> MeasureAsync(int workers, int stores)
    {
        var report = new Report($"{workers:N0} workers and up to {stores:N0} stores as rows, claims and what their engines list, in one process with a real SQLite file (WAL, synchronous=FULL). "
            + $"A decision is what the placer proposes, with all that it asks the database; a placement is a decision and the save of the store's row and claims. Both by {Lanes} at a time.");
        SimulatedFleet? fleet = null;
        await using var host = await InProcess.StartAsync(engines: engine => fleet = new SimulatedFleet(engine), settings:
        [
            ("Workers:CheckPeriod", "1.00:00:00"), ("Workers:ProbePeriod", "1.00:00:00"),           // a pass is made when the measurement wants one
        ]);
        await host.OpenStoresAsync(1);
        var first = host.Text("SELECT id FROM store");
        using var browser = await Grains.SignUpAsync(host);                                         // while there is the one worker that can make a shop
        await fleet!.AddWorkersAsync(host, WorkerId.Parse(InProcess.Worker), workers);

        // The watch begins with each worker: by its own round, and when the events are connected; each look asks the engine twice.
        await Until.ItIsAsync("the watch to have seen all workers", TimeSpan.FromMinutes(5), () => Task.FromResult(fleet.Looks), looks => looks >= 4 * workers);

        var (rows, round) = (new List<string[]>(), 0);
        var (empty, memory) = (Size(host), Memory());
        foreach (var filled in new[] { 0, stores / 2, stores })
        {
            await fleet.FillAsync(host, first, filled);
            var decided = await DecideAsync(host, first);
            var (placed, lost) = await PlaceAsync(host, fleet, first, round++);
            var pages = await Grains.PagesAsync(host, browser);
            rows.Add([$"{filled:N0}", decided.Text("N0"), placed.Text("N0"), $"{lost}", pages.Median().Text("0.0"), pages.Percentile(95).Text("0.0")]);
        }

        report.Table(["stores", "decisions a second", "placements a second", "lost to another", "dashboard median ms", "p95 ms"], rows);
        var perRow = (Size(host) - empty) / (stores + 3.0 * Saves);
        var idle = (Memory() - memory) / (double)stores;

        var sweep = host.Services.GetRequiredService<WorkerSweep>();
        var one = await SweepAsync(sweep, [SimulatedFleet.WorkerOf(0)]);
        var again = await SweepAsync(sweep, [SimulatedFleet.WorkerOf(0)]);
        var all = await SweepAsync(sweep, [.. Enumerable.Range(0, workers).Select(SimulatedFleet.WorkerOf)]);
        var allAgain = await SweepAsync(sweep, [.. Enumerable.Range(0, workers).Select(SimulatedFleet.WorkerOf)]);
        var active = (Memory() - memory) / (double)stores - idle;
        report.Say("A pass of the reconciler over everything on a worker; at first each live shop is also asked from outside, which activates its grain:");
        report.Table(["what", "one worker", $"all {workers:N0}, 8 at a time", "of it for each store"],
        [
            ["each shop is asked from outside", $"{one.TotalMilliseconds.Text("0")} ms", $"{all.TotalSeconds.Text("0.0")} s", $"{(all.TotalMicroseconds / stores).Text()} µs"],
            ["nothing is due", $"{again.TotalMilliseconds.Text("0")} ms", $"{allAgain.TotalSeconds.Text("0.0")} s", $"{(allAgain.TotalMicroseconds / stores).Text()} µs"],
        ]);
        report.Say("What a store costs:");
        report.Table(["where", "bytes a store"],
        [
            ["database file: row, claims, holdings and indexes", perRow.Text("N0")],
            ["memory of the panel while nobody asks for it", idle.Text("N0")],
            ["memory of the panel while its grain is active", active.Text("N0")],
        ]);
        return report.Say("Not measured: how long a lost worker takes to be noticed and worked off.");
    }

    private static async Task<double> DecideAsync(InProcess host, string first)
    {
        var (placer, live) = (host.Services.GetRequiredService<StorePlacer>(), await LiveAsync(host, first));
        host.Services.GetRequiredService<FleetView>().Doubt();
        return await RateAsync(Decisions, async number => (await placer.PlaceAsync(Ordered(live, $"decision{number}"), isCrowded: false)).Ok.ShouldBeTrue());
    }

    /// <summary>Each tries again until it has a place, as the grain of a store does.</summary>
    private static async Task<(double PerSecond, int Lost)> PlaceAsync(InProcess host, SimulatedFleet fleet, string first, int round)
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

    private static async Task<double> RateAsync(int count, Func<int, Task> once)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (number, _) => await once(number));
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<TimeSpan> SweepAsync(WorkerSweep sweep, WorkerId[] workers)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(workers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (worker, token) => await sweep.SweepAsync(worker, token));
        return watch.Elapsed;
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

    private static long Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
