using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Workers;

/// <summary>What a look at one property of a worker came to.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    public sealed record Fine(string What) : Verdict;

    /// <summary>It will do; somebody should know.</summary>
    public sealed record Doubtful(string What, string Remedy) : Verdict;

    /// <summary>A worker like this is not taken in.</summary>
    /// <param name="What">In a sentence.</param>
    /// <param name="Remedy">The exact command on the worker, or what else mends it, in a sentence.</param>
    public sealed record Wrong(string What, string Remedy) : Verdict;

    /// <summary>It could not be looked at.</summary>
    public sealed record Unknown(Error Why) : Verdict;
}
