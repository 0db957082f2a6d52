using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>No data of the store is left. Only purge does this to a store that was live.</summary>
public sealed class RemoveVolumes : IStep<StoreContext>
{
    public string Name => nameof(RemoveVolumes);

    public string Title => "Removing its data";

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Gone.FindAsync(context, inventory => inventory.Volumes.Length, cancellationToken);

    public Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken) => RemoveAsync(context, cancellationToken);

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);

    internal static Task<StepOutcome> RemoveAsync(StoreContext context, CancellationToken cancellationToken) => Gone.RemoveAsync(
        context,
        inventory => inventory.Volumes.Select(volume => volume.Name),
        name => context.Engine.RemoveVolumeAsync(name, context.Stack.Labels, cancellationToken),
        cancellationToken);
}
