using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Grains.Stores;

/// <summary>What of a store's stack is not on its worker as it should be. A container that Docker itself is just restarting is left to Docker.</summary>
internal static class StoreDrift
{
    /// <summary>In words; null when all is there.</summary>
    public static string? Find(StoreStack stack, Inventory inventory)
    {
        var containers = inventory.Containers.ToDictionary(container => container.Name);
        string[] found =
        [
            .. stack.Components.Where(component => !containers.ContainsKey(component.Container.Name)).Select(component => $"{component.Title} was missing"),
            .. stack.Components.Where(component => containers.TryGetValue(component.Container.Name, out var container) && container.State is not ("running" or "restarting"))
                .Select(component => $"{component.Title} was not running"),
            .. stack.Networks.Select(network => network.Name).Except(inventory.Networks.Select(network => network.Name)).Select(network => $"its network {network} was missing"),
            .. stack.Volumes.Select(volume => volume.Name).Except(inventory.Volumes.Select(volume => volume.Name)).Select(volume => $"its data {volume} was missing"),
        ];
        return Told(found);
    }

    /// <summary>Containers that run of a store that shall stand still, in words; null when none does.</summary>
    public static string? FindRunning(StoreStack stack, Inventory inventory)
    {
        var running = inventory.Containers.Where(container => container.State is "running" or "restarting").Select(container => container.Name).ToHashSet(StringComparer.Ordinal);
        return Told([.. stack.Components.Where(component => running.Contains(component.Container.Name)).Select(component => $"{component.Title} was running, though the shop is suspended")]);
    }

    /// <summary>What bears its labels and is no part of it: by somebody's hand, or of an older platform whose shops still need it. So it is told, and left alone.</summary>
    public static IReadOnlyList<string> FindMore(StoreStack stack, Inventory inventory) =>
    [
        .. inventory.Containers.Select(container => container.Name).Except(stack.Components.Select(component => component.Container.Name)),
        .. inventory.Networks.Select(network => network.Name).Except(stack.Networks.Select(network => network.Name)),
        .. inventory.Volumes.Select(volume => volume.Name).Except(stack.Volumes.Select(volume => volume.Name)),
    ];

    /// <summary>Containers made from another specification than the store's: only worth a repair when the shop does not answer, because a newer platform may word the same container otherwise.</summary>
    public static string? FindChanged(StoreStack stack, Inventory inventory)
    {
        var hashes = inventory.Containers.ToDictionary(container => container.Name, container => container.Labels.GetValueOrDefault(EngineLabels.Spec));
        return Told([.. stack.Components.Where(component => hashes.GetValueOrDefault(component.Container.Name) != component.Hash).Select(component => $"{component.Title} was another than the shop's")]);
    }

    /// <summary>What was changed by hand on containers that are by their label the store's own, in words. One made by another version of the platform is compared with nothing.</summary>
    public static string? FindAltered(StoreStack stack, Inspection inspection)
    {
        var facts = inspection.Containers.ToDictionary(container => container.Name);
        return Told([.. stack.Components
            .Where(component => facts.TryGetValue(component.Container.Name, out var found) && found.Labels.GetValueOrDefault(EngineLabels.Spec) == component.Hash)
            .Select(component => (component.Title, Differences: ContainerDifference.Between(component.Container, facts[component.Container.Name])))
            .Where(component => !component.Differences.IsEmpty)
            .Select(component => $"{component.Title} had {string.Join(", ", component.Differences.Select(difference => difference.What))}")]);
    }

    private static string? Told(string[] found)
        => found.Length == 0 ? null : $"{char.ToUpperInvariant(found[0][0])}{string.Join(", ", found)[1..]}.";
}
