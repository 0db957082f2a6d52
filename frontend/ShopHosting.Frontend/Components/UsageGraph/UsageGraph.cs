using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace ShopHosting.Frontend.Components;

/// <summary>What a container used of one thing in the last minutes, as a small drawing with the same in words.</summary>
public sealed class UsageGraphViewComponent : ViewComponent
{
    /// <param name="of">What is shown, as a heading has it: Memory.</param>
    /// <param name="now">The newest value as people read it.</param>
    /// <param name="values">The oldest first.</param>
    /// <param name="limit">What the plan gives at most; null when nothing limits it.</param>
    public IViewComponentResult Invoke(string of, string now, IReadOnlyList<long> values, long? limit = null) => View(new UsageGraphView(of, now, values, limit));
}

public sealed record UsageGraphView(string Of, string Now, IReadOnlyList<long> Values, long? Limit)
{
    public const int Width = 120;
    public const int Height = 32;

    /// <summary>The limit, when there is one, is at the top; what goes beyond moves it down.</summary>
    private long Top => Math.Max(1, Math.Max(Limit ?? 0, Values.DefaultIfEmpty(0).Max()));

    public string Line => string.Join(' ', Values.Select((value, index) => $"{X(index)},{Y(value)}"));

    public string LimitAt => Y(Limit ?? 0);

    /// <summary>The newest is at the right edge, however few there are.</summary>
    private string X(int index) => Text(Width - ((Values.Count - 1 - index) * (Width / (double)(Contracts.Stores.UsagePoint.Kept - 1))));

    private string Y(long value) => Text(Height - 1 - (value * (Height - 2) / (double)Top));

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
