using System.Diagnostics;
using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.Benchmarks;

/// <summary>What the panel costs while nobody asks it for anything.</summary>
internal static class AtRest
{
    private const int Many = 1000;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20), Window = TimeSpan.FromSeconds(60);

    public static async Task<Report> MeasureAsync(int rounds)
    {
        var report = new Report($"Memory (resident) and processor time of the panel over {Window.TotalSeconds.Text()} s with nobody using it, {Settle.TotalSeconds.Text()} s after its stores were made. "
            + $"With 1 store: the real process on Docker. With {Many}: the same program inside the benchmark's process, on a real SQLite file and an engine in memory, so that the memory of the engine and of the benchmark count too.");
        var one = await OneAsync();
        var (many, took) = await ManyAsync();
        report.Table(["", "RSS in MB", "percent of one core"], [["1 store", one.Megabytes.Text(), one.Percent.Text("0.00")], [$"{Many} stores", many.Megabytes.Text(), many.Percent.Text("0.00")]]);
        return report.Say($"Making the {Many} stores took {took.TotalSeconds.Text("0.0")} s, {(Many / took.TotalSeconds).Text()} stores a second, each with all its steps, claims and journal.");
    }

    private static async Task<(double Megabytes, double Percent)> OneAsync()
    {
        await using var installation = new Installation { CheckPeriod = TimeSpan.FromSeconds(30) };
        await installation.InitializeAsync();
        using var customer = installation.NewCustomer();
        await customer.OpenShopAsync("atrest");
        return await WatchAsync(installation.PanelProcessId);
    }

    private static async Task<((double Megabytes, double Percent), TimeSpan)> ManyAsync()
    {
        await using var host = await InProcess.StartAsync();
        var took = await host.OpenStoresAsync(Many);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (await WatchAsync(Environment.ProcessId), took);
    }

    private static async Task<(double Megabytes, double Percent)> WatchAsync(int process)
    {
        await Task.Delay(Settle, TimeProvider.System);
        var before = Processes.Processor(process);
        var watch = Stopwatch.StartNew();
        await Task.Delay(Window, TimeProvider.System);
        return (Processes.Megabytes(process), (Processes.Processor(process) - before).TotalMilliseconds / watch.Elapsed.TotalMilliseconds * 100);
    }
}
