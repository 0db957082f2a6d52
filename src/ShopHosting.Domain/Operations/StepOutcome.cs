namespace ShopHosting.Domain.Operations;

/// <summary>What becomes of a step after it failed.</summary>
public enum RetryClass
{
    /// <summary>Tried again with growing pauses until the step's limit.</summary>
    Transient,

    /// <summary>Its worker does not answer. Tried again as if transient, and at least until it is known whether the worker is lost: then the operation waits for it.</summary>
    Unreachable,

    /// <summary>There is no room; the operation fails and says so.</summary>
    Capacity,

    /// <summary>It would fail again the same way.</summary>
    Permanent,

    /// <summary>Somebody has to look: going on, or back, could lose data.</summary>
    NeedsPerson,
}

/// <summary>How one go at a step ended.</summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    public static StepOutcome Finished { get; } = new Done();

    public sealed record Done(string? Detail = null) : StepOutcome;

    /// <summary>Started, and not there yet.</summary>
    /// <param name="LookAgainIn">When a look is worth it; zero for at once.</param>
    /// <param name="WaitingFor">In a few words.</param>
    public sealed record NotYet(TimeSpan LookAgainIn, string WaitingFor) : StepOutcome;

    public sealed record Failed(Error Error, RetryClass Retry) : StepOutcome;

    /// <summary>Check found the result already there.</summary>
    public sealed record AlreadyThere(string? Detail = null) : StepOutcome;
}
