using System.Collections.Immutable;
using System.Globalization;

namespace ShopHosting.Provisioning.Engine;

/// <summary>What a running container has otherwise than the specification it was made from: what <c>docker update</c>, or somebody who made it again by hand, changed. The spec's label says nothing of that.</summary>
/// <param name="What">For example <c>memory 1 GiB instead of 512 MiB</c>.</param>
/// <param name="IsMendable">It can be put right while the container runs.</param>
public sealed record ContainerDifference(string What, bool IsMendable)
{
    private const long MiB = 1024 * 1024;
    private const long GiB = 1024 * MiB;

    /// <param name="found">Of a container that runs: the engine tells no addresses and ports of others.</param>
    public static ImmutableArray<ContainerDifference> Between(ContainerSpec wanted, ContainerFacts found) =>
    [
        .. Of("memory", Bytes(found.MemoryBytes), Bytes(wanted.Limits.MemoryBytes), isMendable: true),
        .. Of("processors", Cpus(found.CpuMillis), Cpus(wanted.Limits.CpuMillis), isMendable: true),
        .. Of("processes", Count(found.Pids), Count(wanted.Limits.Pids), isMendable: true),
        .. Of("restart policy", found.RestartPolicy, "always", isMendable: true),
        .. Networks(wanted, found),
        .. Of("ports", Ports(found.Ports), Ports(wanted.Ports.Select(port => new PortFact(port.ContainerPort, "127.0.0.1", port.HostPort)))),
        .. Of("capabilities", Capabilities(found.AddedCapabilities), Capabilities(wanted.Capabilities)),
        .. When(!found.DroppedCapabilities.Contains("ALL", StringComparer.OrdinalIgnoreCase), "not all capabilities dropped"),
        .. When(!found.SecurityOptions.Any(option => option.StartsWith("no-new-privileges", StringComparison.Ordinal)), "gaining privileges allowed"),
        .. When(found.IsPrivileged, "all privileges"),
        .. When(wanted.HasReadOnlyRoot && !found.HasReadOnlyRoot, "a root file system that can be written"),
        .. When(!found.Devices.IsEmpty, "devices of the host"),
        .. When(new[] { found.ProcessMode, found.IpcMode, found.UtsMode, found.UserMode }.Contains("host"), "processes, memory, name or users of the host"),
        .. Mounts(wanted, found),
    ];

    private static IEnumerable<ContainerDifference> Networks(ContainerSpec wanted, ContainerFacts found)
    {
        if (wanted.HasHostNetwork)
        {
            return Of("network", found.NetworkMode, "host");
        }

        var others = found.Networks.Except(wanted.Networks.Select(network => network.Network)).Where(network => network != "none").ToList();
        return
        [
            .. wanted.Networks.Select(network => network.Network).Except(found.Networks).Select(network => new ContainerDifference($"no network {network}", IsMendable: true)),
            .. others.Select(network => new ContainerDifference($"network {network} besides its own", IsMendable: false)),
            .. wanted.Networks.Where(network => network.Address is not null && found.Addresses.TryGetValue(network.Network, out var address) && address != network.Address)
                .SelectMany(network => Of($"in network {network.Network} the address", found.Addresses[network.Network], network.Address!)),
        ];
    }

    /// <summary>A volume that the image itself asks for is nobody's change.</summary>
    private static IEnumerable<ContainerDifference> Mounts(ContainerSpec wanted, ContainerFacts found)
    {
        var there = found.Mounts.Where(mount => mount.Type == "volume").Select(mount => (mount.Source, mount.Path)).ToHashSet();
        var own = wanted.Volumes.Select(volume => volume.Path).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. wanted.Volumes.Where(volume => !there.Contains((volume.Volume, volume.Path))).SelectMany(volume => When(true, $"not its volume {volume.Volume} at {volume.Path}")),
            .. found.Mounts.Where(mount => mount.Type == "bind" && !own.Contains(mount.Path)).SelectMany(mount => When(true, $"the host's {mount.Source} at {mount.Path}")),
        ];
    }

    private static IEnumerable<ContainerDifference> Of(string what, string found, string wanted, bool isMendable = false)
        => found == wanted ? [] : [new($"{what} {found} instead of {wanted}", isMendable)];

    private static IEnumerable<ContainerDifference> When(bool isSo, string what) => isSo ? [new(what, IsMendable: false)] : [];

    private static string Bytes(long bytes) => bytes <= 0 ? "without limit" : bytes % GiB == 0 ? Text($"{bytes / GiB} GiB") : bytes % MiB == 0 ? Text($"{bytes / MiB} MiB") : Text($"{bytes} bytes");

    private static string Cpus(long millis) => millis <= 0 ? "without limit" : Text($"{millis / 1000m:0.###}");

    private static string Count(long count) => count <= 0 ? "without limit" : Text($"{count}");

    private static string Ports(IEnumerable<PortFact> ports) => Listed(ports.Select(port => Text($"{port.Address}:{port.HostPort} to {port.ContainerPort}")));

    /// <summary>Newer engines write CAP_ before each.</summary>
    private static string Capabilities(IEnumerable<string> names) => Listed(names.Select(name => name.ToUpperInvariant()).Select(name => name.StartsWith("CAP_", StringComparison.Ordinal) ? name[4..] : name));

    private static string Listed(IEnumerable<string> values) => string.Join(", ", values.Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } listed ? listed : "none";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
