using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>What the steps that take things away share: what is there is asked of the world, by labels, so that nothing is forgotten and the report says what went.</summary>
internal static class Gone
{
    public static async Task<Finding> FindAsync(StoreContext context, Func<Inventory, int> count, CancellationToken cancellationToken)
    {
        var inventory = await context.InventoryAsync(cancellationToken);
        if (!inventory.Ok)
        {
            return new Finding.Unknown(inventory.Error);
        }

        return count(inventory.Value) is var left and > 0 ? new Finding.Different($"{left} left") : Finding.Fine;
    }

    public static async Task<StepOutcome> RemoveAsync(
        StoreContext context, Func<Inventory, IEnumerable<string>> names, Func<string, Task<Result>> remove, CancellationToken cancellationToken)
    {
        var inventory = await context.Engine.ListAsync(context.Stack.Labels, cancellationToken);
        if (!inventory.Ok)
        {
            return inventory.Outcome();
        }

        var there = names(inventory.Value).ToList();
        var results = await Task.WhenAll(there.Select(remove));
        var all = results.AllFailures();
        return all.Ok ? new StepOutcome.Done(there.Count == 0 ? null : string.Join(", ", there)) : all.Outcome();
    }
}
