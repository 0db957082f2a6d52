using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace ShopHosting.Frontend.Components;

/// <summary>What a container used of one thing in the last minutes: the newest value in words, and a drawing with its scale.</summary>
public sealed class UsageGraphViewComponent : ViewComponent
{
    /// <param name="of">What is shown, as a heading has it: Memory.</param>
    /// <param name="values">The oldest first; none at the first look.</param>
    /// <param name="now">The newest value as people read it; null before there is one.</param>
    /// <param name="more">What stands beside it: of 256 MB.</param>
    /// <param name="scale">How a value is written at the top of the scale.</param>
    /// <param name="limit">What the plan gives at most; null when nothing limits it.</param>
    public IViewComponentResult Invoke(string of, IReadOnlyList<long> values, string? now, string more, Func<long, string> scale, long? limit = null)
        => View(new UsageGraphView(of, values, now, more, scale, limit));
}

public sealed record UsageGraphView(string Of, IReadOnlyList<long> Values, string? Now, string More, Func<long, string> Scale, long? Limit)
{
    public const int Width = 200;
    public const int Height = 48;

    public string Label => Now is null ? $"{Of}: {More}" : $"{Of} of the last minutes, now {Now} {More}";

    /// <summary>The limit, when there is one, is at the top; what goes beyond moves it down.</summary>
    private long Top => Math.Max(1, Math.Max(Limit ?? 0, Values.DefaultIfEmpty(0).Max()));

    /// <summary>What the upper edge stands for.</summary>
    public string Highest => Values.Count == 0 && Limit is null ? "" : Scale(Top);

    public string Line => string.Join(' ', Values.Select((value, index) => $"{X(index)},{Y(value)}"));

    /// <summary>What lies below the line.</summary>
    public string Area => $"{X(0)},{Height} {Line} {X(Values.Count - 1)},{Height}";

    public string LimitAt => Y(Limit ?? 0);

    /// <summary>The newest is at the right edge, however few there are.</summary>
    private string X(int index) => Text(Width - ((Values.Count - 1 - index) * (Width / (double)(Contracts.Stores.UsagePoint.Kept - 1))));

    private string Y(long value) => Text(Height - 1 - (value * (Height - 2) / (double)Top));

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
