namespace ShopHosting.Actors;

/// <summary>What the host asks of a grain instance. Here every grain derives from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation the instance belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>See <see cref="Grain.OnActivateAsync"/>.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>See <see cref="Grain.OnDeactivateAsync"/>.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}

/// <summary>One activation of a grain. It has no members here: grain code reaches it through <see cref="Grain"/> and the extension methods.</summary>
public interface IGrainContext;
