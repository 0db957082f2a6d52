using System.Collections.Immutable;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>A volume and what is in it.</summary>
public sealed class FakeVolume(VolumeInfo info, long generation)
{
    public VolumeInfo Info { get; } = info;

    /// <summary>Different for each volume ever made, also of the same name: a test sees whether data was made anew.</summary>
    public long Generation { get; } = generation;

    internal HashSet<FakeContainer> Users { get; } = [];

    /// <summary>The image that filled it when it was empty; null when none did.</summary>
    public string? CopiedFrom { get; internal set; }

    /// <summary>Path in the volume to file.</summary>
    public Dictionary<string, UploadFile> Files { get; } = new(StringComparer.Ordinal);
}

/// <summary>What a scripted command sees.</summary>
public sealed record FakeExec(ContainerSpec Container, ExecRequest Request, FakeWorkerEngine Engine)
{
    public string InputText => Request.Input is { } input ? System.Text.Encoding.UTF8.GetString(input.Bytes) : "";
}

internal sealed record FakeImage(string Reference, string? Content);

internal sealed record FakeNetwork(NetworkInfo Info, NetworkSpec Spec)
{
    public HashSet<FakeContainer> Users { get; } = [];
}

internal sealed class FakeContainer(ContainerSpec spec, string id, DateTimeOffset createdAt, ImmutableSortedDictionary<string, string> labels)
{
    public ContainerSpec Spec { get; } = spec;

    public string Id { get; } = id;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public ImmutableSortedDictionary<string, string> Labels { get; } = labels;

    public string State { get; set; } = "created";

    public int? ExitCode { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Network name to the id of the network that was meant, and the address in it.</summary>
    public Dictionary<string, (string Id, string Address)> Networks { get; } = new(StringComparer.Ordinal);

    /// <summary>Files outside of volumes.</summary>
    public Dictionary<string, UploadFile> Files { get; } = new(StringComparer.Ordinal);

    public List<LogLine> Log { get; } = [];

    public int Pids { get; set; } = 1;

    /// <summary>What it has used since it started.</summary>
    public (TimeSpan Processor, long MemoryBytes, long ReceivedBytes, long SentBytes) Used { get; set; } = (TimeSpan.FromMilliseconds(1), 1 << 20, 0, 0);

    public ContainerInfo ToInfo() => new(
        Spec.Name,
        Id,
        Spec.Image.Reference,
        State,
        ExitCode,
        CreatedAt,
        Labels,
        State == "running" ? Networks.ToImmutableSortedDictionary(network => network.Key, network => network.Value.Address, StringComparer.Ordinal) : ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>What somebody changed behind our back.</summary>
    public Func<ContainerFacts, ContainerFacts> Altered { get; set; } = static facts => facts;

    public ContainerFacts ToFacts() => Altered(new()
    {
        Name = Spec.Name,
        Labels = Labels,
        Image = Spec.Image.Reference,
        SecurityOptions = ["no-new-privileges:true"],
        AddedCapabilities = Spec.Capabilities,
        DroppedCapabilities = ["ALL"],
        Mounts = [.. Spec.Volumes.Select(volume => new MountFact("volume", volume.Volume, volume.Path))],
        Ports = [.. Spec.Ports.Select(port => new PortFact(port.ContainerPort, "127.0.0.1", port.HostPort))],
        Networks = [.. Networks.Keys.Order(StringComparer.Ordinal)],
        NetworkMode = Spec.HasHostNetwork ? "host" : Spec.Networks is [var first, ..] ? first.Network : "none",
        IpcMode = "private",
        HasReadOnlyRoot = Spec.HasReadOnlyRoot,
        MemoryBytes = Spec.Limits.MemoryBytes,
        CpuMillis = Spec.Limits.CpuMillis,
        Pids = Spec.Limits.Pids,
        Addresses = ToInfo().Addresses,
        RestartPolicy = "always",
    });
}
