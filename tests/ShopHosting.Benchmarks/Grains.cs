using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Storage;
using ShopHosting.EndToEndTests.Web;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing.Storage;

namespace ShopHosting.Benchmarks;

/// <summary>How much the grains and their database take: transitions, saves, and the page that is looked at most.</summary>
internal static class Grains
{
    private const int Stores = 200, Saves = 2000, Pages = 300;

    public static async Task<Report> MeasureAsync(int rounds)
    {
        await using var host = await InProcess.StartAsync();
        return await MeasureAsync(host, new Report("Grains on a real SQLite file (WAL, synchronous=FULL) with an engine in memory, all in one process."));
    }

    public static async Task<Report> MeasureOnPostgresAsync(int rounds)
    {
        await using var server = await PostgresOfTests.StartAsync(isDurable: true);
        await using var host = await InProcess.StartAsync(await server.NewDatabaseAsync());
        return await MeasureAsync(host, new Report("Grains in one process with an engine in memory, on a PostgreSQL server of the same machine, reached by a Unix socket (its settings as they come, so that each commit is flushed)."));
    }

    private static async Task<Report> MeasureAsync(InProcess host, Report report)
    {
        await host.OpenStoresAsync(20);
        var rows = new List<string[]>();
        var took = await host.OpenStoresAsync(Stores, 20);
        var steps = host.Number("SELECT count(*) FROM operation_step WHERE entity_key IN (SELECT id FROM store) ") / (20.0 + Stores);
        rows.Add([$"stores made whole, {Stores} by 16 at a time, a second", (Stores / took.TotalSeconds).Text()]);
        rows.Add(["steps finished a second meanwhile", (Stores * steps / took.TotalSeconds).Text()]);
        rows.Add([$"saves of one store's row a second, {Saves} one after the other", (await SavesAsync(host, 1)).Text()]);
        rows.Add([$"saves of 16 stores' rows a second, side by side", (await SavesAsync(host, 16)).Text()]);
        report.Table(["what", "number"], rows);

        using var browser = await SignUpAsync(host);
        var few = await PagesAsync(host, browser);
        host.FillTo(100_000);
        var many = await PagesAsync(host, browser);
        report.Say($"Server time of the dashboard (GET /stores of an account with one store), {Pages} requests one after the other:");
        return report.Table(["rows of stores", "median ms", "p95 ms"], [[$"{Stores + 21}", few.Median().Text("0.0"), few.Percentile(95).Text("0.0")], ["100,000", many.Median().Text("0.0"), many.Percentile(95).Text("0.0")]]);
    }

    /// <summary>Rows of their own beside those of the grains, so that nobody else writes them.</summary>
    private static async Task<double> SavesAsync(InProcess host, int lanes)
    {
        var store = host.Services.GetRequiredService<IEntityStore<StoreState>>();
        var key = host.Text("SELECT id FROM store LIMIT 1");
        var sample = (await store.LoadAsync(key, default))!.State with { Placement = null };
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            for (var save = 0; save < Saves / lanes; save++)
            {
                (await store.SaveAsync($"bench{lanes}/{lane}", save, sample, Journal.Between(null, null), default)).ShouldBeOfType<SaveOutcome.Saved>();
            }
        }));
        return Saves / watch.Elapsed.TotalSeconds;
    }

    public static async Task<Browser> SignUpAsync(InProcess host)
    {
        var browser = new Browser(host.Port);
        var page = await browser.GetAsync($"http://localhost:{host.Port}/sign-up");
        var answer = await browser.SubmitAsync(page, ("Input.Name", "looked-at"), ("Input.Title", "Looked at"), ("Input.Email", "dash@example.org"), ("Input.Password", "a few words in a row"));
        answer.Status.ShouldBe(200, answer.Text);
        return browser;
    }

    public static async Task<IReadOnlyList<double>> PagesAsync(InProcess host, Browser browser)
    {
        var times = new List<double>();
        for (var page = 0; page < Pages + 20; page++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            (await browser.GetAsync($"http://localhost:{host.Port}/stores")).Text.ShouldContain("Looked at");
            times.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
        }

        return [.. times.Skip(20)];
    }
}
