using Microsoft.Extensions.DependencyInjection;

namespace ShopHosting.Actors;

internal sealed partial class Activation
{
    [ThreadStatic]
    private static Activation? t_underConstruction;

    private Grain? _grain;
    private AsyncServiceScope? _scope;
    private DeactivationReason _reason;
    private TaskCompletionSource? _whenGone;
    private bool _starting;
    private bool _wasValid;
    private bool _draining;
    private bool _leaving;
    private int _holding;

    /// <summary>The activation whose grain's constructor is running on this thread.</summary>
    public static Activation? UnderConstruction => t_underConstruction;

    /// <summary>Whether it is past being used; a worker pool then makes another.</summary>
    public bool IsGone => _state == State.Gone;

    /// <summary>Lets the activation go as soon as no turn runs. The first reason stays.</summary>
    public void Deactivate(DeactivationReason reason)
    {
        lock (_gate)
        {
            if (_state is State.Activating or State.Valid)
            {
                _wasValid = _state == State.Valid;
                _state = State.Deactivating;
                _reason = reason;
                Wake();
            }
        }
    }

    /// <summary>For the end of the host: no more ticks, what was accepted is still done, then it goes. The task ends when it has gone.</summary>
    public Task DrainAsync(DeactivationReason reason)
    {
        StopTimers();
        lock (_gate)
        {
            if (_state is State.Gone or State.New)
            {
                return Task.CompletedTask;
            }

            _whenGone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _draining = true;
            if (_state != State.Deactivating)
            {
                _reason = reason;
            }

            Wake();
            return _whenGone.Task;
        }
    }

    /// <summary>Drops the activation where it stands, without OnDeactivateAsync. Its running turns become nobody's; optionally their tokens are cancelled.</summary>
    public void Abandon(Exception why, bool cancelTurns)
    {
        List<Turn> left;
        lock (_gate)
        {
            _state = State.Gone;
            left = [.. _waiting, .. _running];
            _waiting.Clear();
        }

        RemoveFromDirectory();
        StopTimers();
        foreach (var turn in left)
        {
            turn.Fail(why);
            if (cancelTurns)
            {
                Schedule(turn, static running => running.SignalCancellation());
            }
        }

        _whenGone?.TrySetResult();
    }

    /// <summary>Called every second: ends the waiting for calls that took too long, forgets streams nobody reads, lets an idle activation go.</summary>
    public void Sweep(long now)
    {
        var idle = false;
        lock (_gate)
        {
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (TimedOut(_waiting[i], now))
                {
                    _waiting.RemoveAt(i);
                }
            }

            foreach (var turn in _running)
            {
                TimedOut(turn, now);
            }

            ExpireStreams(now);
            idle = _state == State.Valid && IsInactive && _streams is not { Count: > 0 }
                && host.Clock.GetElapsedTime(_lastUsed, now) >= host.Options.CollectionAge;
        }

        if (idle)
        {
            Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Not used for {host.Options.CollectionAge}."));
        }
    }

    private bool TimedOut(Turn turn, long now)
    {
        if (turn.SentAt is not { } sent || host.Clock.GetElapsedTime(sent, now) < host.Options.CallTimeout || turn.IsOver)
        {
            return false;
        }

        turn.Fail(Faults.TimedOut(this, turn, host.Options.CallTimeout));
        return true;
    }

    private async Task ActivateAsync()
    {
        Exception? failure = null;
        _starting = true;
        try
        {
            Construct();
            using var limit = new CancellationTokenSource(host.Options.ActivationTimeout, host.Clock);
            await _grain!.OnActivateAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception exception)
        {
            failure = exception;
            host.LogActivationFailed(exception, this);
        }

        lock (_gate)
        {
            _starting = false;
            _lastUsed = host.Clock.GetTimestamp();
            if (failure is null)
            {
                _state = _state == State.Activating ? State.Valid : _state;
                Wake();
                return;
            }

            _leaving = true;
        }

        await CloseAsync(Travelling.Of(failure, this));
    }

    private void Construct()
    {
        _scope = host.ServiceProvider.CreateAsyncScope();
        t_underConstruction = this;
        try
        {
            _grain = (Grain)grainClass.Create(_scope.Value.ServiceProvider, []);
        }
        finally
        {
            t_underConstruction = null;
        }
    }

    /// <summary>
    /// Begins the end once it is wished for and nothing that holds the activation runs. Asked when no waiting turn may begin, so while
    /// draining nothing waits either. Under the lock, on the scheduler.
    /// </summary>
    private void LeaveIfAtRest()
    {
        if (_draining && _state == State.Valid && _holding == 0)
        {
            _wasValid = true;
            _state = State.Deactivating;
        }

        if (_state == State.Deactivating && _holding == 0 && !_starting && !_leaving)
        {
            _leaving = true;
            Schedule(static activation => _ = activation.LeaveAsync());
        }
    }

    private async Task LeaveAsync()
    {
        EndTimers();
        EndStreams();
        if (_wasValid)
        {
            try
            {
                using var limit = new CancellationTokenSource(host.Options.DeactivationTimeout, host.Clock);
                await _grain!.OnDeactivateAsync(_reason, limit.Token).WaitAsync(limit.Token);
            }
            catch (Exception exception)
            {
                host.LogDeactivationFailed(exception, this);
            }
        }

        host.LogDeactivated(this, _reason.ReasonCode);
        await CloseAsync(null);
    }

    /// <summary>Lets go of everything; the turns that still wait fail with the failure, or go to the next activation of this key.</summary>
    private async Task CloseAsync(Exception? failure)
    {
        await DisposeGrainAsync();
        RemoveFromDirectory();
        List<Turn> left;
        lock (_gate)
        {
            _state = State.Gone;
            left = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var turn in left)
        {
            if (failure is not null || turn.IsLocal)
            {
                turn.Fail(failure ?? Faults.StreamAborted(this));
            }
            else
            {
                host.Forward(this, turn);
            }
        }

        _whenGone?.TrySetResult();
    }

    private async Task DisposeGrainAsync()
    {
        try
        {
            switch (_grain)
            {
                case IAsyncDisposable grain:
                    await grain.DisposeAsync();
                    break;
                case IDisposable grain:
                    grain.Dispose();
                    break;
            }

            if (_scope is { } scope)
            {
                await scope.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            host.LogDeactivationFailed(exception, this);
        }
    }

    private void RemoveFromDirectory()
    {
        if (workers is null)
        {
            grainClass.Directory.TryRemove(new KeyValuePair<string, ICallTarget>(key, this));
        }
        else
        {
            workers.Remove(this);
        }
    }
}
