namespace ShopHosting.Grains;

/// <summary>
/// The one timer by which a grain works off what it owes. A tick is a turn and short: when its time is used up it is set again at once, so that
/// commands get their turn in between. Each tick has a timer of its own: one of Orleans that is set to fire at once at the end of its own tick may miss that
/// the tick has ended, fires twice from then on, and its ticks pile up before everything else (ops/decisions/0013).
/// </summary>
internal sealed class Ticker(IGrainBase grain, TimeProvider clock, Func<CancellationToken, Task<bool>> step, Func<TimeSpan?> pause)
{
    /// <summary>A tick begins nothing more after this time; with a step's own patience it stays under two seconds.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(400);

    /// <summary>After a tick that threw (a bug, or something broken) the next ones wait, longer each time, so that it does not fill processor and log.</summary>
    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private IGrainTimer? timer;
    private bool isTicking;
    private TimeSpan rest;
    private long failedAt;

    /// <summary>Sets the timer for what is owed, or stops it. During a tick that is left to its end.</summary>
    public void Set()
    {
        if (isTicking)
        {
            return;
        }

        if (pause() is not { } due)
        {
            timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var rested = clock.GetElapsedTime(failedAt);
        due = rest - rested > due ? rest - rested : due;
        if (timer is null)
        {
            timer = grain.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
        else
        {
            timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        var started = clock.GetTimestamp();
        isTicking = true;
        try
        {
            while (await step(cancellationToken) && clock.GetElapsedTime(started) < Budget)
            {
            }

            rest = TimeSpan.Zero;
        }
        catch
        {
            failedAt = clock.GetTimestamp();
            rest = rest == TimeSpan.Zero ? FirstRest : TimeSpan.FromTicks(Math.Min(rest.Ticks * 2, LongestRest.Ticks));
            throw;
        }
        finally
        {
            isTicking = false;
            var goesOn = !cancellationToken.IsCancellationRequested;
            timer?.Dispose();
            timer = null;
            if (goesOn)
            {
                Set();
            }
        }
    }
}
