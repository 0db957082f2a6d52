using System.Collections.Immutable;

namespace ShopHosting.Provisioning.Engine;

/// <summary>How running containers are shut in, as the engine has them and not as they were asked for.</summary>
public sealed record Inspection(KernelFacts Kernel, ImmutableArray<ContainerFacts> Containers);

/// <summary>What the engine has of its kernel to shut containers in with.</summary>
/// <param name="HasSeccomp">And containers get the engine's profile unless they say otherwise.</param>
public sealed record KernelFacts(bool HasAppArmor, bool HasSelinux, bool HasSeccomp);

/// <summary>One running container. Words are Docker's; what a container has not is empty or zero.</summary>
public sealed record ContainerFacts
{
    public required string Name { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>The reference it was made from.</summary>
    public required string Image { get; init; }

    public string AppArmorProfile { get; init; } = "";

    /// <summary>The label that SELinux knows its processes by.</summary>
    public string SelinuxLabel { get; init; } = "";

    /// <summary>Options of the kind <c>no-new-privileges:true</c>.</summary>
    public ImmutableArray<string> SecurityOptions { get; init; } = [];

    public bool IsPrivileged { get; init; }

    public ImmutableArray<string> AddedCapabilities { get; init; } = [];

    public ImmutableArray<string> DroppedCapabilities { get; init; } = [];

    public ImmutableArray<MountFact> Mounts { get; init; } = [];

    /// <summary>Devices of the host.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    public ImmutableArray<PortFact> Ports { get; init; } = [];

    public ImmutableArray<string> Networks { get; init; } = [];

    /// <summary>Its own, by network.</summary>
    public ImmutableSortedDictionary<string, string> Addresses { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public string NetworkMode { get; init; } = "";

    public string ProcessMode { get; init; } = "";

    public string IpcMode { get; init; } = "";

    /// <summary>Whose host name it has.</summary>
    public string UtsMode { get; init; } = "";

    /// <summary>Whose users it has.</summary>
    public string UserMode { get; init; } = "";

    /// <summary>A group of processes other than the engine's own, in which its limits would be counted.</summary>
    public string CgroupParent { get; init; } = "";

    public bool HasReadOnlyRoot { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>Thousandths of one processor at most.</summary>
    public long CpuMillis { get; init; }

    /// <summary>Its weight against others.</summary>
    public long CpuShares { get; init; }

    public long Pids { get; init; }

    public ImmutableArray<UlimitFact> Ulimits { get; init; } = [];

    public string RestartPolicy { get; init; } = "";

    public int RestartTries { get; init; }

    /// <summary>What the engine's own check says (starting, healthy, unhealthy); empty when it makes none.</summary>
    public string Health { get; init; } = "";
}

/// <param name="Type">volume, bind, tmpfs.</param>
public sealed record MountFact(string Type, string Source, string Path, string Propagation = "");

/// <param name="Address">On which the worker listens.</param>
public sealed record PortFact(int ContainerPort, string Address, int HostPort);

/// <param name="Hard">At most; below zero without limit.</param>
public sealed record UlimitFact(string Name, long Hard);
