using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>A store that has data still has its volumes. Lost data is reported, never "repaired" by an empty volume.</summary>
public sealed class VolumesPresent : IStep<StoreContext>
{
    public string Name => nameof(VolumesPresent);

    public string Title => "Checking that its data is there";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => FindAsync(context, cancellationToken);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var inventory = await context.InventoryAsync(cancellationToken);
        if (!inventory.Ok)
        {
            return inventory.Outcome();
        }

        return new StepOutcome.Failed(StoreErrors.DataMissing(context.Placement.Worker, context.MissingVolumes(inventory.Value)), RetryClass.NeedsPerson);
    }

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);

    /// <summary>What is not there of its data; null when all is.</summary>
    public static Error? Lost(StoreContext context, Inventory inventory)
        => context.MissingVolumes(inventory).ToList() is { Count: > 0 } missing
            ? StoreErrors.DataMissing(context.Placement.Worker, missing)
            : null;

    internal static async Task<Finding> FindAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var inventory = await context.InventoryAsync(cancellationToken);
        if (!inventory.Ok)
        {
            return new Finding.Unknown(inventory.Error);
        }

        var there = context.Stack.Volumes.Count(volume => inventory.Value.Volumes.Any(found => found.Name == volume.Name));
        return there == context.Stack.Volumes.Length ? Finding.Fine : there == 0 ? Finding.None : new Finding.Different($"{there} of {context.Stack.Volumes.Length} volumes are there");
    }
}
