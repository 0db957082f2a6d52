using System.Globalization;
using ShopHosting.Domain.Plans;

namespace ShopHosting.Frontend.Words;

/// <summary>Amounts, sizes and spans of time as people read them.</summary>
public static class Numbers
{
    public static string Price(Plan plan)
    {
        var amount = (plan.PriceCents / 100m).ToString(plan.PriceCents % 100 == 0 ? "0" : "0.00", CultureInfo.InvariantCulture);
        return plan.Currency switch { "EUR" => $"€{amount}", "USD" => $"${amount}", "GBP" => $"£{amount}", _ => $"{amount} {plan.Currency}" };
    }

    public static string Stores(int count) => count == 1 ? "1 shop" : $"{count} shops";

    public static string Megabytes(int mb) => mb >= 1024 ? string.Create(CultureInfo.InvariantCulture, $"{mb / 1024m:0.#} GB") : $"{mb} MB";

    public static string Percent(long part, long whole) => string.Create(CultureInfo.InvariantCulture, $"{(whole == 0 ? 0 : part * 100 / whole)} %");

    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000m:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000m:0.#} MB"),
    };

    public static string Cores(int millis) => (millis / 1000m).ToString("0.##", CultureInfo.InvariantCulture);

    public static string Processors(int millis) => millis == 1000 ? "1 processor core" : string.Create(CultureInfo.InvariantCulture, $"{Cores(millis)} processor cores");

    /// <summary>In the two largest units that matter: <c>3 days</c>, <c>2 hours</c>, <c>45 seconds</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "a moment",
        { TotalSeconds: < 90 } => Count(span.TotalSeconds, "second"),
        { TotalMinutes: < 90 } => Count(span.TotalMinutes, "minute"),
        { TotalHours: < 48 } => Count(span.TotalHours, "hour"),
        _ => Count(span.TotalDays, "day"),
    };

    public static string Relative(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: >= -1 and < 5 } => "just now",
        { Ticks: >= 0 } ago => $"{Span(ago)} ago",
        var ahead => $"in {Span(-ahead)}",
    };

    public static string Absolute(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>How long a step took: exact below ten seconds.</summary>
    public static string Took(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s"),
    };

    /// <summary>A span that is only roughly known: <c>about 12 s</c>. The script that counts on between two events says it alike.</summary>
    public static string About(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "less than 1 s",
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"about {span.TotalSeconds:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"about {span.TotalMinutes:0} min"),
    };

    private static string Count(double value, string unit)
    {
        var count = (long)Math.Floor(value);
        return count == 1 ? $"1 {unit}" : string.Create(CultureInfo.InvariantCulture, $"{count} {unit}s");
    }
}
