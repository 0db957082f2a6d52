namespace ShopHosting.Actors;

/// <summary>What callers are told when the host could not serve a call.</summary>
internal static class Faults
{
    public static TimeoutException TimedOut(Activation activation, Turn turn, TimeSpan limit)
        => new($"{turn.Name} of {activation} gave no answer within {limit}. It may still be running: what it did is unknown until the grain is asked again.");

    public static GrainCallException ForwardedTooOften(Activation activation, Turn turn)
        => new($"{turn.Name} of {activation} was not begun: its activation went {turn.Forwarded + 1} times before it was its turn. Ask again.");

    public static GrainCallException StreamAborted(Activation activation)
        => new($"The enumeration was aborted: {activation} was deactivated since it began, or nobody asked for its next item for too long. Begin again.");

    public static GrainCallException NotRunning(string phase)
        => new($"The grain host takes no calls: it {phase}.");

    public static GrainCallException Stopped(Activation activation)
        => new($"The grain host stopped before {activation} had finished; what the call did is unknown.");

    public static GrainCallException Killed(Activation activation)
        => new($"The grain host was killed while {activation} was at work; what the call did is unknown.");
}
