namespace ShopHosting.Actors;

internal sealed partial class Activation
{
    private HashSet<GrainTimer>? _timers;

    public IGrainTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        GrainTimer.Check(options.DueTime, options.Period);
        if (TaskScheduler.Current != _scheduler)
        {
            throw new InvalidOperationException($"A timer of {this} was registered outside its turns: not within Task.Run or after ConfigureAwait(false).");
        }

        var timer = new GrainTimer(this, callback) { Interleave = options.Interleave, KeepAlive = options.KeepAlive, IsLocal = true };
        lock (_gate)
        {
            (_timers ??= []).Add(timer);
        }

        timer.Change(options.DueTime, options.Period);
        if (_leaving || _draining || IsGone)
        {
            timer.Dispose();
        }

        return timer;
    }

    public void RemoveTimer(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers?.Remove(timer);
        }
    }

    private void StopTimers()
    {
        foreach (var timer in Timers())
        {
            timer.Stop();
        }
    }

    private void EndTimers()
    {
        foreach (var timer in Timers())
        {
            timer.Dispose();
        }
    }

    private GrainTimer[] Timers()
    {
        lock (_gate)
        {
            return [.. _timers ?? []];
        }
    }
}
