using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains;

/// <summary>
/// A grain whose state is one row. It saves first and acts afterwards; when somebody else wrote the row, or the outcome of a save is unknown, this
/// activation goes away and the next call reads the row again.
/// </summary>
public abstract class EntityGrain<TState>(IEntityStore<TState> rows, TimeProvider clock) : Grain where TState : class, IEntityState<TState>
{
    private Stored<TState>? stored;
    private TaskCompletionSource changed = NewSignal();

    /// <summary>Null while there is no row.</summary>
    protected TState? State => stored?.State;

    protected long Version => stored?.Version ?? 0;

    protected TimeProvider Clock { get; } = clock;

    /// <summary>The row is not what this activation believes; it must do nothing more.</summary>
    protected bool IsLost { get; private set; }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stored = await rows.LoadAsync(this.GetPrimaryKeyString(), cancellationToken);
        if (State is not null)
        {
            OnChanged();
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        changed.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Row, claims and journal in one transaction. A claim that is taken is a refusal, and the old record stays.</summary>
    /// <param name="next">The new record.</param>
    /// <param name="note">Something done at once, for the journal alone.</param>
    protected async Task<Result> SaveAsync(TState next, Operation? note = null)
    {
        if (IsLost)
        {
            return EntityErrors.ReadAgain;
        }

        SaveOutcome outcome;
        try
        {
            // Not cancelled half-way: the caller may be gone, the row must not be in doubt for that.
            outcome = await rows.SaveAsync(this.GetPrimaryKeyString(), Version, next, Journal.Between(State?.CurrentOperation(), next.CurrentOperation()) with { Note = note }, CancellationToken.None);
        }
        catch
        {
            LetGo();
            throw;
        }

        switch (outcome)
        {
            case SaveOutcome.Saved saved:
                var before = State;
                stored = new(saved.Version, next);
                OnSaved(before, next);
                OnChanged();
                Signal();
                return Result.Success;
            case SaveOutcome.ClaimTaken taken:
                return Refusal(taken.Claim);
            default:
                LetGo();
                return EntityErrors.ReadAgain;
        }
    }

    /// <summary>What is told when somebody else has the claim.</summary>
    protected virtual Error Refusal(Claim claim) => EntityErrors.Taken(claim);

    /// <summary>For the one log line of a transition.</summary>
    protected virtual void OnSaved(TState? before, TState after)
    {
    }

    /// <summary>The state is new, by a save or by reading it: the place to set the timer for owed work.</summary>
    protected virtual void OnChanged()
    {
    }

    /// <summary>Waits until the state changes or the time is over.</summary>
    protected async Task WaitForChangeAsync(TimeSpan upTo, CancellationToken cancellationToken)
    {
        try
        {
            await changed.Task.WaitAsync(upTo, Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
        }
    }

    /// <summary>Wakes those who wait for a change that is not in the row.</summary>
    protected void Signal() => Interlocked.Exchange(ref changed, NewSignal()).TrySetResult();

    private void LetGo()
    {
        IsLost = true;
        DeactivateOnIdle();
        Signal();                                                       // who waits for a change would hold this activation
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
