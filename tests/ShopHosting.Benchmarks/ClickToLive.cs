using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.Benchmarks;

/// <summary>From the click on the form's button to an open shop, cold: images are there, no spare is.</summary>
internal static class ClickToLive
{
    private static IEnumerable<string> Platforms
        => Directory.EnumerateDirectories(Repository.Templates).Where(folder => File.Exists(Path.Combine(folder, "platform.yaml"))).Select(folder => Path.GetFileName(folder)).Order();

    public static async Task<Report> MeasureAsync(int rounds)
    {
        var report = new Report($"From sending the sign-up form to the page saying Live and to a visitor's first page; cold (images present, no spare). {rounds} stores of each platform, one after the other, each deleted before the next.");
        var rows = new List<string[]>();
        await using var installation = new Installation { CheckPeriod = TimeSpan.FromSeconds(30) };
        await installation.InitializeAsync();
        foreach (var platform in Platforms.Where(platform => Installation.ImageOf(platform) is not null))
        {
            await OwnStore.MakeAsync(installation, $"warm-{platform}", platform);      // the program itself is warm after this one
            var stores = new List<OwnStore>();
            for (var round = 0; round < rounds; round++)
            {
                stores.Add(await OwnStore.MakeAsync(installation, $"click{round}-{platform}", platform));
                Console.WriteLine($"{platform} {stores[^1].Live.Text()} ms");
            }

            rows.Add(Row($"{platform}: the panel has answered", stores.Select(store => store.Answered)));
            rows.Add(Row($"{platform}: Live", stores.Select(store => store.Live)));
            rows.Add(Row($"{platform}: first page to a visitor", stores.Select(store => store.Visited)));
        }

        return report.Table(["milliseconds after the click", "median", "p95", "least", "most"], rows);
    }

    private static string[] Row(string what, IEnumerable<double> values)
    {
        var all = values.ToList();
        return [what, all.Median().Text(), all.Percentile(95).Text(), all.Min().Text(), all.Max().Text()];
    }
}
