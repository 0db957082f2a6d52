using System.Collections.Immutable;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Stores;

/// <summary>Everything of one store on its worker, as it shall be: a value that steps, checks and the reconciler compare with the world.</summary>
public sealed record StoreStack
{
    /// <summary>The labels that all of it carries and by which it is found.</summary>
    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    public required ImmutableArray<NetworkSpec> Networks { get; init; }

    /// <summary>Volumes with the customer's data and those with the components' secrets.</summary>
    public required ImmutableArray<VolumeSpec> Volumes { get; init; }

    public required ImmutableArray<StackComponent> Components { get; init; }

    public StackComponent this[string name] => Components.First(component => component.Name == name);

    /// <summary>The one that visitors reach.</summary>
    public StackComponent Application => Components.First(component => !component.Container.Ports.IsEmpty);
}

/// <param name="Ready">The command that waits until it serves; how long it may wait follows as the last argument.</param>
/// <param name="Stage">Components of one stage start side by side.</param>
public sealed record StackComponent(string Name, string Title, int Stage, ContainerSpec Container, ImmutableArray<UploadFile> Files, ImmutableArray<string> Ready)
{
    /// <summary>What the container's label <see cref="EngineLabels.Spec"/> must be.</summary>
    public string Hash { get; } = SpecHash.Of(Container, Files);
}
