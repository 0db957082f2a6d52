namespace ShopHosting.Actors;

/// <summary>
/// A call that failed for no reason the caller's code knows: the grain threw an exception of our own, which does not travel,
/// or the host could not take the call or finish it. The text says which; the callee's stack is in the log.
/// </summary>
/// <remarks>
/// It derives from <see cref="Exception"/> alone, as what Orleans throws in its place does: code that would catch it as something
/// narrower would work in this host and not in a cluster. Catch <see cref="Exception"/>.
/// </remarks>
public sealed class GrainCallException : Exception
{
    public GrainCallException()
    {
    }

    public GrainCallException(string message)
        : base(message)
    {
    }

    public GrainCallException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
