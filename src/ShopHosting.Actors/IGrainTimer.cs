namespace ShopHosting.Actors;

/// <summary>A timer of one activation. It ends with it; disposing it cancels the token of a running tick.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>
    /// Sets when the timer ticks next and then how often; <see cref="Timeout.InfiniteTimeSpan"/> for never.
    /// Called while the timer is firing, it takes effect when the tick has finished.
    /// </summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>When a timer ticks, and what its ticks mean to other turns.</summary>
/// <remarks>A tick is an exclusive turn. The period counts from the end of one tick to the next, so ticks never overlap.</remarks>
public readonly struct GrainTimerCreationOptions()
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Until the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for no tick before <see cref="IGrainTimer.Change"/>.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>True lets ticks run while other turns are awaiting.</summary>
    public bool Interleave { get; init; }

    /// <summary>True makes each tick count as use, so that the activation is not idle.</summary>
    public bool KeepAlive { get; init; }
}
