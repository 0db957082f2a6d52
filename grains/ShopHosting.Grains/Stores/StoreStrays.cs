using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Grains.Stores;

/// <summary>What becomes of volumes where a store should have no containers.</summary>
internal enum StrayData
{
    Removed,

    /// <summary>They are the store's, kept until it is purged.</summary>
    ItsOwn,

    /// <summary>They may be a shop's data: nobody but a person decides that.</summary>
    Left,
}

/// <summary>Takes away what is left of a store where it should have nothing, and tells what went and what did not.</summary>
internal static class StoreStrays
{
    public static async Task RemoveAsync(
        IWorkerEngine engine, Inventory inventory, ImmutableSortedDictionary<string, string> labels, StrayData data, List<string> removed, List<string> left, CancellationToken cancellationToken)
    {
        void Tell(string name, Result outcome)
        {
            if (outcome.Ok)
            {
                removed.Add(name);
            }
            else
            {
                left.Add($"{name} ({outcome.Error.Message})");
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

        foreach (var volume in inventory.Volumes)
        {
            switch (data)
            {
                case StrayData.Removed:
                    Tell(volume.Name, await engine.RemoveVolumeAsync(volume.Name, labels, cancellationToken));
                    break;
                case StrayData.Left:
                    left.Add(volume.Name);
                    break;
                case StrayData.ItsOwn:
                    break;
            }
        }
    }
}
