namespace ShopHosting.Actors;

/// <summary>One thing an activation does from begin to end, awaits included: a call, a timer's tick, or a piece of a stream.</summary>
internal abstract class Turn
{
    /// <summary>May begin while others are awaiting.</summary>
    public bool Interleave { get; init; }

    /// <summary>May begin while other read-only turns are awaiting.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether it counts as use of the activation.</summary>
    public bool KeepAlive { get; init; } = true;

    /// <summary>Whether the activation waits for it before it goes. A stream waits for items that may never come.</summary>
    public bool HoldsActivation { get; init; } = true;

    /// <summary>Whether it belongs to this very activation and is pointless in another.</summary>
    public bool IsLocal { get; init; }

    /// <summary>How often it was passed on because its activation had gone.</summary>
    public int Forwarded { get; set; }

    /// <summary>For logs and measurements.</summary>
    public abstract string Name { get; }

    /// <summary>Whether nobody waits for it any more, so that it need not begin.</summary>
    public virtual bool IsOver => false;

    /// <summary>When it was sent, as a timestamp of the clock; null for one that waits as long as it takes.</summary>
    public virtual long? SentAt => null;

    /// <summary>Does it, on the activation's scheduler. Never throws: an outcome goes to whoever waits for it.</summary>
    public abstract Task RunAsync(Activation activation);

    /// <summary>Ends the waiting of whoever waits for it.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Tells a running turn, on the activation's scheduler, that it is no longer wanted.</summary>
    public virtual void SignalCancellation()
    {
    }
}
