using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The store's own networks, in the subnets of its slot.</summary>
public sealed class CreateNetworks : IStep<StoreContext>
{
    public string Name => nameof(CreateNetworks);

    public string Title => "Making a private network";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public async Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var inventory = await context.InventoryAsync(cancellationToken);
        if (!inventory.Ok)
        {
            return new Finding.Unknown(inventory.Error);
        }

        var wanted = context.Stack.Networks;
        var there = wanted.Count(network => inventory.Value.Networks.Any(found => found.Name == network.Name && found.Subnet == network.Subnet));
        return there == wanted.Length ? Finding.Fine : there == 0 ? Finding.None : new Finding.Different($"{there} of {wanted.Length} networks are there");
    }

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        foreach (var network in context.Stack.Networks)
        {
            if (await context.Engine.EnsureNetworkAsync(network, cancellationToken) is { Ok: false } refused)
            {
                return refused.Outcome();
            }
        }

        return StepOutcome.Finished;
    }

    public async Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var removed = await Task.WhenAll(context.Stack.Networks.Select(network => context.Engine.RemoveNetworkAsync(network.Name, context.Stack.Labels, cancellationToken)));
        return removed.AllFailures().Outcome();
    }
}
