namespace ShopHosting.Actors;

/// <summary>
/// A timer whose ticks are turns of its activation. The next tick is set when one has ended, so at most one is on its way;
/// a change made meanwhile counts from that end (as in Orleans' GrainTimer).
/// </summary>
internal sealed class GrainTimer : Turn, IGrainTimer
{
    private const long LongestMilliseconds = 0xfffffffe; // what a timer of .NET takes

    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _changed;
    private bool _firing;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback)
    {
        _activation = activation;
        _callback = callback;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Host.Clock.CreateTimer(
                static timer => ((GrainTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public override string Name => "timer";

    public override bool IsOver => _disposed.IsCancellationRequested;

    public static void Check(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)dueTime.TotalMilliseconds, -1, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)dueTime.TotalMilliseconds, LongestMilliseconds, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfLessThan((long)period.TotalMilliseconds, -1, nameof(period));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)period.TotalMilliseconds, LongestMilliseconds, nameof(period));
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, period);
        _changed = true;
        _dueTime = dueTime;
        _period = period;
        if (!_firing)
        {
            SetNext(dueTime);
        }
    }

    public override async Task RunAsync(Activation activation)
    {
        _changed = false;
        try
        {
            await _callback(_disposed.Token);
        }
        catch (Exception exception)
        {
            activation.Host.LogTickFailed(exception, activation);
        }

        // First: one that is due at once fires before SetNext is back.
        _firing = false;
        if (!IsOver)
        {
            SetNext(_changed ? _dueTime : _period);
        }
    }

    /// <summary>Nobody waits for a tick; one that could not begin is simply missed.</summary>
    public override void Fail(Exception exception)
    {
    }

    public override void SignalCancellation() => _disposed.Cancel();

    public void Dispose()
    {
        _timer.Dispose();
        _activation.RemoveTimer(this);
        try
        {
            _disposed.Cancel();
        }
        catch (AggregateException exception)
        {
            _activation.Host.LogTickFailed(exception, _activation);
        }
    }

    /// <summary>No more ticks, but the running one may finish.</summary>
    public void Stop() => _timer.Dispose();

    private void Fire()
    {
        _firing = true;
        _activation.TryReceive(this);
    }

    private void SetNext(TimeSpan dueTime)
    {
        try
        {
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // Stopped meanwhile: there is no next tick.
        }
    }
}
