namespace ShopHosting.Actors;

/// <summary>
/// On a method of a grain interface: the call begins even while another turn is awaiting. The activation stays single-threaded,
/// but state may be seen between two awaits of the other turn.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>On a method of a grain interface: the call interleaves with other read-only calls, and with nothing else.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>On a grain class: up to a number of activations serve one key side by side. They share nothing but the key.</summary>
[AttributeUsage(AttributeTargets.Class)]
#pragma warning disable CA1019 // Orleans keeps its numbers private too
public sealed class StatelessWorkerAttribute(int maxLocalWorkers) : Attribute
{
    /// <summary>As many activations as the machine has cores.</summary>
    public StatelessWorkerAttribute()
        : this(Environment.ProcessorCount)
    {
    }

    /// <param name="maxLocalWorkers">How many at most.</param>
    /// <param name="removeIdleWorkers">Lets Orleans take workers away early; here each goes by age, as any activation does.</param>
    public StatelessWorkerAttribute(int maxLocalWorkers, bool removeIdleWorkers)
        : this(maxLocalWorkers) => _ = removeIdleWorkers;

    internal int MaxLocalWorkers { get; } = maxLocalWorkers;
}
#pragma warning restore CA1019
