using System.Collections.Immutable;
using ShopHosting.Contracts.Stores;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Grains.Stores;

/// <summary>What a store's containers used of late, made of counters that are taken now and then. Immutable: views read it while the next one is made.</summary>
/// <param name="Counters">The last ones of each container, by its name.</param>
/// <param name="Points">Of each container, the oldest first.</param>
internal sealed record StoreUsage(DateTimeOffset At, ImmutableDictionary<string, ContainerCounters> Counters, ImmutableDictionary<string, ImmutableArray<UsagePoint>> Points)
{
    private const long MiB = 1024 * 1024;

    /// <summary>No point is taken sooner after the one before.</summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2.5);

    /// <summary>A rate of less is noise.</summary>
    private static readonly TimeSpan LeastSpan = TimeSpan.FromMilliseconds(500);

    /// <summary>Counters older than this say nothing about now: nobody looked for a while.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(5);

    public static readonly StoreUsage None = new(DateTimeOffset.MinValue, ImmutableDictionary<string, ContainerCounters>.Empty, ImmutableDictionary<string, ImmutableArray<UsagePoint>>.Empty);

    public ImmutableArray<UsagePoint> Of(string container) => Points.GetValueOrDefault(container, []);

    public StoreUsage With(ImmutableArray<ContainerCounters> counted, DateTimeOffset now) => new(
        now,
        counted.ToImmutableDictionary(counters => counters.Name),
        counted.ToImmutableDictionary(counters => counters.Name, counters => After(Of(counters.Name), Counters.GetValueOrDefault(counters.Name), counters)));

    /// <summary>One that was restarted or made anew counts from zero again, so its first counters make no point.</summary>
    private static ImmutableArray<UsagePoint> After(ImmutableArray<UsagePoint> points, ContainerCounters? before, ContainerCounters now)
    {
        if (before is null || now.At - before.At is var span && (span < LeastSpan || span > LongestGap) || now.Processor < before.Processor || now.ReceivedBytes < before.ReceivedBytes)
        {
            return before is not null && now.At - before.At > LongestGap ? [] : points;
        }

        var point = new UsagePoint(
            now.At,
            (int)((now.Processor - before.Processor) / span * 1000),
            (int)(now.MemoryBytes / MiB),
            (long)((now.ReceivedBytes - before.ReceivedBytes) / span.TotalSeconds),
            (long)((now.SentBytes - before.SentBytes) / span.TotalSeconds));
        return [.. points.TakeLast(UsagePoint.Kept - 1), point];
    }
}
