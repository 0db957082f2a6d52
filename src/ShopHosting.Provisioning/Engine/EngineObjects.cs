using System.Collections.Immutable;

namespace ShopHosting.Provisioning.Engine;

/// <summary>An image by its reference, with the content label it must carry: a tag can be moved, its content can't.</summary>
/// <param name="Reference">For example <c>shophosting/wordpress:1f2e3d4c5b6a</c>.</param>
/// <param name="Content">The value of the label <c>shophosting.content</c>; null accepts any.</param>
public sealed record ImageSpec(string Reference, string? Content = null);

public sealed record NetworkSpec
{
    public required string Name { get; init; }

    /// <summary>No way out: for databases and caches.</summary>
    public bool IsInternal { get; init; }

    /// <summary>IPv4 subnet in CIDR form, claimed by the control plane, for example <c>10.180.0.16/28</c>.</summary>
    public required string Subnet { get; init; }

    /// <summary>The bridge's interface name, at most 15 characters; null lets the engine choose.</summary>
    public string? Bridge { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }
}

public sealed record VolumeSpec
{
    public required string Name { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }
}

/// <summary>A container as it shall be. Everything not said is the hardened default: all capabilities dropped, no new privileges, loopback ports.</summary>
public sealed record ContainerSpec
{
    public required string Name { get; init; }

    public required ImageSpec Image { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>Arguments instead of the image's command; empty keeps the image's.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><c>uid</c> or <c>uid:gid</c>; null keeps the image's user.</summary>
    public string? User { get; init; }

    /// <summary>Given back after all are dropped, for example <c>NET_BIND_SERVICE</c>.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    public bool HasReadOnlyRoot { get; init; } = true;

    public ImmutableArray<TmpfsMount> Tmpfs { get; init; } = [];

    public ImmutableArray<VolumeMount> Volumes { get; init; } = [];

    /// <summary>The networks it is attached to. The first is given at creation, the others before it starts.</summary>
    public ImmutableArray<NetworkAttachment> Networks { get; init; } = [];

    /// <summary>In the host's network. Allowed for the edge, the guard and the relay only.</summary>
    public bool HasHostNetwork { get; init; }

    public ImmutableArray<PublishedPort> Ports { get; init; } = [];

    /// <summary>Host names that mean the worker itself (host-gateway), for loop-back requests of a shop to its own name.</summary>
    public ImmutableArray<string> HostGatewayNames { get; init; } = [];

    /// <summary>Host names to addresses that it knows by itself, without the engine's name server.</summary>
    public ImmutableSortedDictionary<string, string> Hosts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public required ContainerLimits Limits { get; init; }

    /// <summary>A minimal init as process 1, for software that doesn't reap or ignores SIGTERM.</summary>
    public bool HasInit { get; init; }

    /// <summary>How long a stop may take before it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <param name="MemoryBytes">Memory and swap together; more is killed.</param>
/// <param name="CpuMillis">Thousandths of one processor.</param>
/// <param name="Pids">Processes and threads.</param>
public sealed record ContainerLimits(long MemoryBytes, int CpuMillis, int Pids);

/// <param name="Uid">Owner; Docker ignores a mode over an existing directory, so the owner decides.</param>
public sealed record TmpfsMount(string Path, long SizeBytes, int Uid, int Gid, bool IsExecutable = false);

/// <param name="Copy">An empty volume is filled with what the image has at this path.</param>
public sealed record VolumeMount(string Volume, string Path, bool IsReadOnly = false, bool Copy = false);

/// <param name="Address">Of its own in that network, IPv4, which it keeps whatever is restarted; null lets the engine choose each time.</param>
public sealed record NetworkAttachment(string Network, ImmutableArray<string> Aliases, string? Address = null);

/// <summary>Published on 127.0.0.1 only.</summary>
public sealed record PublishedPort(int HostPort, int ContainerPort);

/// <summary>A file put into a container before it starts or while it runs, into a volume.</summary>
/// <param name="Mode">For example 256 (0400).</param>
public sealed record UploadFile(string Path, int Mode, int Uid, int Gid, Content Content)
{
    /// <summary>With root as the owner: the group's processes read it and can neither write it nor change its mode.</summary>
    public const int GroupReads = 0b100_100_000;
}

/// <summary>Bytes that may be secret: never printed.</summary>
public sealed record Content(byte[] Bytes)
{
    public override string ToString() => $"[{Bytes.Length} bytes]";
}
