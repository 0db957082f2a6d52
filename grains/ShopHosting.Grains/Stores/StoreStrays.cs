using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Grains.Stores;

/// <summary>Takes away what is left of a store that should have nothing, and tells what went.</summary>
internal static class StoreStrays
{
    public static async Task RemoveAsync(
        IWorkerEngine engine, Inventory inventory, ImmutableSortedDictionary<string, string> labels, bool mayRemoveData, Action<string> removed, CancellationToken cancellationToken)
    {
        void Tell(string name, Result outcome)
        {
            if (outcome.Ok)
            {
                removed(name);
            }
        }

        foreach (var container in inventory.Containers)
        {
            Tell(container.Name, await engine.RemoveContainerAsync(container.Name, labels, cancellationToken));
        }

        foreach (var network in inventory.Networks)
        {
            Tell(network.Name, await engine.RemoveNetworkAsync(network.Name, labels, cancellationToken));
        }

        foreach (var volume in mayRemoveData ? inventory.Volumes : [])
        {
            Tell(volume.Name, await engine.RemoveVolumeAsync(volume.Name, labels, cancellationToken));
        }
    }
}
