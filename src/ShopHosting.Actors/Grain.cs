namespace ShopHosting.Actors;

/// <summary>
/// The base of every grain. Services come by primary constructor; an instance serves one key and never two exclusive calls at a time.
/// An instance made outside the host (a unit test) works as far as it does not ask for its key, timers or other grains.
/// </summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation? _activation = Activation.UnderConstruction;

    /// <summary>The activation this instance belongs to.</summary>
    public IGrainContext GrainContext => Activation;

    /// <summary>Class and key as one text, for logs. Its form is no contract.</summary>
    public string IdentityString => Activation.ToString();

    /// <summary>Where a grain gets references to other grains.</summary>
    protected IGrainFactory GrainFactory => Activation.Host;

    internal Activation Activation => _activation
        ?? throw new InvalidOperationException($"{GetType().Name} was made outside a grain host, so it has neither key, timers nor other grains.");

#pragma warning disable CA1725 // the parameter names are those of Orleans
    /// <summary>
    /// Runs before the first turn. When it throws, the waiting callers get the exception, the activation is dropped and the next call tries anew.
    /// The token is cancelled after <see cref="GrainHostOptions.ActivationTimeout"/>.
    /// </summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Runs after the last turn, unless the process dies first: nothing may depend on it. The token is cancelled after
    /// <see cref="GrainHostOptions.DeactivationTimeout"/>.
    /// </summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
#pragma warning restore CA1725

    /// <summary>Lets this activation go once the running turns have finished; no further turn begins, queued calls go to a new activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);
}
