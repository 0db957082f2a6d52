using System.Collections.Immutable;

namespace ShopHosting.Domain.Stores;

/// <summary>Something that happened to a store by itself and that its owner should know.</summary>
/// <param name="Part">The component's name in the stack.</param>
/// <param name="Limit">What it came to: megabytes of memory, or processes.</param>
/// <param name="At">For the first time.</param>
/// <param name="LastAt">For the last time, when it happened again soon.</param>
/// <param name="HasEnded">Whether the whole part was ended by it at some time, and so was started again.</param>
public sealed record StoreIncident(StoreIncidentKind Kind, string Part, long Limit, DateTimeOffset At, DateTimeOffset LastAt, int Times, bool HasEnded)
{
    /// <summary>How many a store keeps.</summary>
    public const int Kept = 10;

    /// <summary>What happens again within this time is the same incident.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromHours(1);

    /// <summary>What happens again and again is not written down more often than this.</summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);

    /// <summary>With one more, the newest last; the same list when it adds nothing.</summary>
    public static ImmutableArray<StoreIncident> With(ImmutableArray<StoreIncident> known, StoreIncident next)
    {
        var same = known.LastOrDefault(incident => incident.Kind == next.Kind && incident.Part == next.Part && next.At - incident.LastAt < Together);
        return same is null ? [.. known.TakeLast(Kept - 1), next]
            : next.At - same.LastAt < LeastPause && (same.HasEnded || !next.HasEnded) ? known
            : known.Replace(same, same with { LastAt = next.At, Times = same.Times + 1, Limit = next.Limit, HasEnded = same.HasEnded || next.HasEnded });
    }
}

public enum StoreIncidentKind
{
    OutOfMemory,

    /// <summary>It runs, or ran, (nearly) as many processes as it may.</summary>
    OutOfProcesses,
}
