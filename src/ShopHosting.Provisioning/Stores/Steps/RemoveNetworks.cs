using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>No network of the store is left.</summary>
public sealed class RemoveNetworks : IStep<StoreContext>
{
    public string Name => nameof(RemoveNetworks);

    public string Title => "Removing its networks";

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Gone.FindAsync(context, inventory => inventory.Networks.Length, cancellationToken);

    public Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken) => Gone.RemoveAsync(
        context,
        inventory => inventory.Networks.Select(network => network.Name),
        name => context.Engine.RemoveNetworkAsync(name, context.Stack.Labels, cancellationToken),
        cancellationToken);

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
