using System.Globalization;
using System.Text;
using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.Benchmarks;

/// <summary>What was measured, on what, and when: sentences and tables, as markdown in ops/measurements.</summary>
internal sealed class Report(string what)
{
    private readonly StringBuilder body = new();
    private readonly string loadBefore = Load();
    private readonly DateTimeOffset startedAt = TimeProvider.System.GetUtcNow();

    public Report Say(string sentence)
    {
        body.Append('\n').Append(sentence).Append('\n');
        return this;
    }

    public Report Table(string[] heads, IEnumerable<string[]> rows)
    {
        body.Append("\n| ").AppendJoin(" | ", heads).Append(" |\n|").AppendJoin("|", heads.Select((_, column) => column == 0 ? "---" : "---:")).Append("|\n");
        foreach (var row in rows)
        {
            body.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return this;
    }

    public string Text(string name)
        => $"# {name}\n\n{what}\n\n{startedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, {Environment.ProcessorCount} processors, {Memory()} memory; "
            + $"load average (1, 5, 15 minutes) {loadBefore} before, {Load()} after.\n{body}";

    public void Write(string name)
    {
        var folder = Path.Combine(Repository.Root, "ops", "measurements");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.md"), Text(name));
    }

    private static string Memory()
        => $"{long.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024 / 1024} GiB";

    private static string Load() => string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3));
}

internal static class Numbers
{
    public static double Median(this IEnumerable<double> values) => values.Percentile(50);

    /// <summary>Between the two nearest ranks.</summary>
    public static double Percentile(this IEnumerable<double> values, double percent)
    {
        var sorted = values.Order().ToArray();
        var rank = percent / 100 * (sorted.Length - 1);
        var below = (int)rank;
        return below + 1 < sorted.Length ? sorted[below] + ((rank - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    public static string Text(this double number, string format = "0") => number.ToString(format, CultureInfo.InvariantCulture);
}
