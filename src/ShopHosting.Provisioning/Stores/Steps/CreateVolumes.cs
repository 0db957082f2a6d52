using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The store's volumes. Their golden data comes with the first container that mounts them, which verifies it.</summary>
public sealed class CreateVolumes : IStep<StoreContext>
{
    public string Name => nameof(CreateVolumes);

    public string Title => "Making room for its data";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => VolumesPresent.FindAsync(context, cancellationToken);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var made = await Task.WhenAll(context.Stack.Volumes.Select(volume => context.Engine.EnsureVolumeAsync(volume, cancellationToken)));
        return made.Select(volume => new Result(volume.Error)).FirstFailure().Outcome();
    }

    /// <summary>Only a store that never was live is undone; what is in its volumes is nobody's data yet.</summary>
    public async Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken)
        => context.Store.LiveSince is null ? await RemoveVolumes.RemoveAsync(context, cancellationToken) : StepOutcome.Finished;
}
