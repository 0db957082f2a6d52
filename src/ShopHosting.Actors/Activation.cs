namespace ShopHosting.Actors;

/// <summary>
/// One instance of a grain in memory, and which of its turns may run when. This part takes and runs turns; Activation.Life.cs begins
/// and ends it. Everything about the state is decided under the lock; the grain's own code runs on the scheduler and never under it.
/// </summary>
internal sealed partial class Activation(GrainHost host, GrainClass grainClass, string key, StatelessWorkers? workers) : IGrainContext, ICallTarget
{
    private readonly Lock _gate = new();
    private readonly TurnScheduler _scheduler = new();
    private readonly List<Turn> _waiting = [];
    private readonly List<Turn> _running = [];
    private State _state = State.New;
    private int _exclusive;
    private int _writers;
    private bool _awake;
    private long _lastUsed;

    private enum State
    {
        New,
        Activating,
        Valid,
        Deactivating,
        Gone,
    }

    public GrainHost Host => host;

    public GrainClass Class => grainClass;

    public string Key => key;

    public Grain Grain => _grain!;

    /// <summary>Whether it could begin a turn at once. A glance, for choosing among workers.</summary>
    public bool IsInactive => _running.Count == 0 && _waiting.Count == 0 && _state is not (State.Deactivating or State.Gone);

    /// <summary>How many turns wait. A glance, for choosing among workers and for measuring.</summary>
    public int WaitingCount => _waiting.Count;

    public override string ToString() => $"{grainClass.Name}/{key}";

    public bool TryReceive(Turn turn)
    {
        lock (_gate)
        {
            switch (_state)
            {
                case State.Gone:
                    return false;
                case State.Deactivating when turn.IsLocal:
                    turn.Fail(Faults.StreamAborted(this));
                    return true;
                case State.New:
                    _waiting.Add(turn);
                    _state = State.Activating;
                    Schedule(static activation => _ = activation.ActivateAsync());
                    return true;
                case State.Activating:
                case State.Deactivating:
                    _waiting.Add(turn);
                    return true;
                case State.Valid:
                    _waiting.Add(turn);
                    if (MayBegin(turn))
                    {
                        Wake();
                    }

                    return true;
                default:
                    throw new InvalidOperationException($"An activation is never in state {_state}.");
            }
        }
    }

    public IReadOnlyList<Activation> Activations() => [this];

    /// <summary>Runs work on the activation's scheduler, outside of any turn and without the caller's context.</summary>
    internal void Schedule<TState>(TState state, Action<TState> work)
        where TState : class
    {
        var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        try
        {
            new Task(() => work(state), TaskCreationOptions.DenyChildAttach).Start(_scheduler);
        }
        finally
        {
            if (flow != default)
            {
                flow.Undo();
            }
        }
    }

    private void Schedule(Action<Activation> work) => Schedule(this, work);

    /// <summary>Has the pump run, once for however many reasons. Under the lock.</summary>
    private void Wake()
    {
        if (!_awake)
        {
            _awake = true;
            Schedule(static activation => activation.Pump());
        }
    }

    /// <summary>
    /// The rule of turns. An interleaving one always may; others when no exclusive turn runs, or when all that run are read-only
    /// as it is. (Orleans looks at the first running read-only turn only; to wait for all of them is the stricter reading.)
    /// </summary>
    private bool MayBegin(Turn turn) => turn.Interleave || _exclusive == 0 || (turn.ReadOnly && _writers == 0);

    private void Pump()
    {
        while (NextTurn() is { } turn)
        {
            Begin(turn);
        }
    }

    private Turn? NextTurn()
    {
        lock (_gate)
        {
            if (_state == State.Valid)
            {
                for (var i = 0; i < _waiting.Count; i++)
                {
                    var turn = _waiting[i];
                    if (turn.IsOver)
                    {
                        _waiting.RemoveAt(i--);
                    }
                    else if (MayBegin(turn))
                    {
                        _waiting.RemoveAt(i);
                        Count(turn, 1);
                        _running.Add(turn);
                        return turn;
                    }
                }
            }

            _awake = false;
            LeaveIfAtRest();
            return null;
        }
    }

    private void Begin(Turn turn)
    {
        var began = host.Clock.GetTimestamp();
        var run = turn.RunAsync(this);
        if (run.IsCompleted)
        {
            End(turn, began);
        }
        else
        {
            _ = EndLaterAsync(turn, run, began);
        }
    }

    private async Task EndLaterAsync(Turn turn, Task run, long began)
    {
        await run;
        End(turn, began);
    }

    private void End(Turn turn, long began)
    {
        var now = host.Clock.GetTimestamp();
        host.Instruments.TurnEnded(this, turn, host.Clock.GetElapsedTime(began, now));
        lock (_gate)
        {
            _running.Remove(turn);
            Count(turn, -1);
            if (turn.KeepAlive)
            {
                _lastUsed = now;
            }

            if (_waiting.Count > 0 || _state == State.Deactivating || _draining)
            {
                Wake();
            }
        }
    }

    private void Count(Turn turn, int change)
    {
        _holding += turn.HoldsActivation ? change : 0;
        _exclusive += turn.Interleave ? 0 : change;
        _writers += turn.Interleave || turn.ReadOnly ? 0 : change;
    }
}
