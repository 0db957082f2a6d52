using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;

namespace ShopHosting.Provisioning.Stores;

/// <summary>What the steps of a store work with during one tick.</summary>
public sealed class StoreContext
{
    private Task<Result<Inventory>>? inventory;

    public required StoreState Store { get; init; }

    public required Operation Operation { get; init; }

    public required Placement Placement { get; init; }

    public required StackTemplate Template { get; init; }

    public required IPlatform Platform { get; init; }

    public required StoreStack Stack { get; init; }

    public required IWorkerEngine Engine { get; init; }

    public required InstallationOptions Installation { get; init; }

    /// <summary>Opens a secret of the store by its purpose.</summary>
    public required Func<string, string> Secret { get; init; }

    /// <summary>How the shop answered from outside, when a step asked.</summary>
    public ProbeAnswer? LastAnswer { get; set; }

    public string Host => Installation.HostOf(Store.Order.Name);

    /// <summary>How long a step may wait for something within a tick; then it answers NotYet.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    /// <summary>What the worker has of this store: one labelled list call for all steps that check side by side.</summary>
    public Task<Result<Inventory>> InventoryAsync(CancellationToken cancellationToken) => inventory ??= Engine.ListAsync(Stack.Labels, cancellationToken);
}
