namespace ShopHosting.EndToEndTests.Docker;

/// <summary>What there is under a label, and nothing else.</summary>
internal sealed record Census(IReadOnlyList<Census.Container> Containers, IReadOnlyList<Census.Part> Networks, IReadOnlyList<Census.Part> Volumes)
{
    public const string InstallationLabel = "shophosting.installation";
    public const string StoreLabel = "shophosting.store";
    public const string RoleLabel = "shophosting.role";

    public bool IsEmpty => Containers.Count + Networks.Count + Volumes.Count == 0;

    /// <summary>The container of this role.</summary>
    public Container this[string role] => Containers.Single(container => container.Labels.GetValueOrDefault(RoleLabel) == role);

    /// <summary>Each container by role with its id: two of these are equal when nothing was made anew.</summary>
    public string Ids => string.Join("\n", Containers.OrderBy(container => container.Name).Select(container => $"{container.Name} {container.Id}"));

    /// <summary>Each volume with the operation and the attempt that made it: one that was made anew has others.</summary>
    public string VolumeBirths => string.Join("\n", Volumes.OrderBy(volume => volume.Name).Select(volume => $"{volume.Name} {volume.Labels["shophosting.operation"]} {volume.Labels["shophosting.attempt"]}"));

    public override string ToString()
        => $"{Containers.Count} containers ({string.Join(", ", Containers.Select(container => $"{container.Name} {container.State}"))}), {Networks.Count} networks, {Volumes.Count} volumes";

    internal sealed record Container(string Id, string Name, string State, IReadOnlyDictionary<string, string> Labels);

    /// <param name="Id">Of a volume its name.</param>
    internal sealed record Part(string Name, string Id, IReadOnlyDictionary<string, string> Labels);
}
