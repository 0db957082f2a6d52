using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.Benchmarks;

/// <summary>How much longer the platform takes than the same Docker calls made directly.</summary>
internal static class Overhead
{
    private const string Platform = "wordpress";

    public static async Task<Report> MeasureAsync(int rounds)
    {
        var report = new Report($"(ours - raw) / raw. Ours: from sending the sign-up form to the page saying Live. Raw: the Docker calls of the same stack made directly, "
            + $"with the same images, limits, files, readiness probes, personalising, edge switch and first request, nothing checked and nothing written down. Alternating, {rounds} of each.");
        await using var installation = new Installation { CheckPeriod = TimeSpan.FromHours(1) };      // else it would take the raw store off its edge
        await installation.InitializeAsync();
        using var raw = new RawStore(installation, Platform);
        await OwnStore.MakeAsync(installation, "warm", Platform);
        await raw.MakeAsync(0);
        var (own, direct) = (new List<OwnStore>(), new List<IReadOnlyDictionary<string, double>>());
        for (var round = 1; round <= rounds; round++)
        {
            own.Add(await OwnStore.MakeAsync(installation, $"own{round}", Platform));
            direct.Add(await raw.MakeAsync(round));
            Console.WriteLine($"ours {own[^1].Live.Text()} ms, raw {direct[^1][RawStore.Whole].Text()} ms");
        }

        var ours = own.Select(store => store.Live).Median();
        var theirs = direct.Select(times => times[RawStore.Whole]).Median();
        var operation = own.Select(store => store.Steps.Max(step => step.To)).Median();
        var (leastOurs, leastOperation, leastTheirs) = (own.Min(store => store.Live), own.Min(store => store.Steps.Max(step => step.To)), direct.Min(times => times[RawStore.Whole]));
        report.Table(["milliseconds", "median", "least"],
        [
            ["ours, from the click", ours.Text(), leastOurs.Text()],
            ["ours, the operation alone", operation.Text(), leastOperation.Text()],
            ["raw", theirs.Text(), leastTheirs.Text()],
            ["overhead", Percent(ours, theirs), Percent(leastOurs, leastTheirs)],
            ["overhead of the operation alone", Percent(operation, theirs), Percent(leastOperation, leastTheirs)],
        ]);
        report.Say("The least of each is what other programs on the machine disturbed least.");
        report.Say("Where the time is, in milliseconds from the beginning of the operation (medians):");
        report.Table(["ours: step", "from", "to", "took"], own[0].Steps.Select(step => step.Name).Select(name => new[]
        {
            name,
            Of(own, name, found => found.From), Of(own, name, found => found.To), Of(own, name, found => found.To - found.From),
        }));
        report.Table(["raw: phase (components: since the phase began)", "took"], direct[0].Keys.Order().Select(phase => new[] { phase, direct.Select(times => times[phase]).Median().Text() }));
        return report;
    }

    private static string Percent(double ours, double theirs) => $"{((ours - theirs) / theirs * 100).Text("0.0")} %";

    private static string Of(IEnumerable<OwnStore> stores, string step, Func<(string Name, double From, double To), double> number)
        => stores.Select(store => number(store.Steps.First(found => found.Name == step))).Median().Text();
}
