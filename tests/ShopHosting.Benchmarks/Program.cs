using ShopHosting.Benchmarks;

// The numbers of ops/measurements: `dotnet run -c Release --project tests/ShopHosting.Benchmarks -- overhead click-to-live at-rest grains grains-postgres pages simulation`.
Dictionary<string, Func<int, Task<Report>>> benchmarks = new()
{
    ["click-to-live"] = ClickToLive.MeasureAsync,
    ["overhead"] = Overhead.MeasureAsync,
    ["at-rest"] = AtRest.MeasureAsync,
    ["grains"] = Grains.MeasureAsync,
    ["grains-postgres"] = Grains.MeasureOnPostgresAsync,
    ["pages"] = PageLoad.MeasureAsync,
    ["simulation"] = Simulation.MeasureAsync,
    ["simulation-small"] = Simulation.SmallAsync,
    ["simulation-large"] = Simulation.LargeAsync,
};

if (args is [ServerProcess.Verb])
{
    return await ServerProcess.ServeAsync();
}

var rounds = args.Where(argument => int.TryParse(argument, out _)).Select(int.Parse).FirstOrDefault(10);
var chosen = args.Where(argument => !int.TryParse(argument, out _)).ToList();
if (chosen.Find(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark {unknown}; there are {string.Join(", ", benchmarks.Keys)}. A number says how many rounds (default 10).");
    return 64;
}

foreach (var name in chosen.Count == 0 ? [.. benchmarks.Keys] : chosen)
{
    Console.WriteLine($"=== {name}");
    var report = await benchmarks[name](rounds);
    Console.WriteLine(report.Text(name));
    report.Write(name);
}

return 0;
