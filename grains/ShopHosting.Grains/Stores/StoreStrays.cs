using System.Collections.Immutable;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Grains.Stores;

/// <summary>Takes away what is left of a store that should have nothing.</summary>
internal static class StoreStrays
{
    public static async Task RemoveAsync(
        IWorkerEngine engine, Inventory inventory, ImmutableSortedDictionary<string, string> labels, bool mayRemoveData, Action<string> tell, CancellationToken cancellationToken)
    {
        foreach (var container in inventory.Containers)
        {
            tell(container.Name);
            await engine.RemoveContainerAsync(container.Name, labels, cancellationToken);
        }

        foreach (var network in inventory.Networks)
        {
            tell(network.Name);
            await engine.RemoveNetworkAsync(network.Name, labels, cancellationToken);
        }

        foreach (var volume in mayRemoveData ? inventory.Volumes : [])
        {
            tell(volume.Name);
            await engine.RemoveVolumeAsync(volume.Name, labels, cancellationToken);
        }
    }
}
