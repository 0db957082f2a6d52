using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Docker's answers in the words of the port.</summary>
internal static partial class EngineView
{
    public static ContainerInfo Container(ContainerSummary container) => new(
        container.Names.FirstOrDefault(name => name.LastIndexOf('/') == 0)?[1..] ?? "",
        container.Id,
        container.Image,
        container.State,
        StatusPattern().Match(container.Status) is { Success: true } status ? int.Parse(status.Groups["code"].Value, CultureInfo.InvariantCulture) : null,
        DateTimeOffset.FromUnixTimeSeconds(container.Created),
        Sorted(container.Labels),
        AddressesOf(container.NetworkSettings));

    public static NetworkInfo Network(NetworkDetails network) => new(network.Name, network.Id, Subnet(network) ?? "", Sorted(network.Labels));

    public static VolumeInfo Volume(VolumeDetails volume) => new(
        volume.Name,
        DateTimeOffset.TryParse(volume.CreatedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created) ? created : null,
        Sorted(volume.Labels));

    /// <summary>Null when it is gone, or does not run: Docker tells nothing of its memory then.</summary>
    public static ContainerCounters? Counters(string name, StatsMessage? stats, ContainerDetails? details) => stats is not { Memory.Usage: { } memory } ? null : new(
        name,
        stats.Read,
        TimeSpan.FromTicks(stats.Processor.Usage.Nanoseconds / TimeSpan.NanosecondsPerTick),
        Math.Max(0, memory - (stats.Memory.Details?.TotalInactiveFile ?? stats.Memory.Details?.InactiveFile ?? 0)),
        stats.Networks?.Values.Sum(network => network.Received) ?? 0,
        stats.Networks?.Values.Sum(network => network.Sent) ?? 0,
        (long)(stats.Pids?.Current ?? 0),
        stats.Pids?.Limit is { } most and <= long.MaxValue ? (long)most : 0,
        details?.State.StartedAt,
        details?.RestartCount ?? 0);

    /// <summary>Each option is a list of its own: "name=seccomp,profile=default".</summary>
    public static KernelFacts Kernel(SystemInfo engine)
    {
        var options = (engine.SecurityOptions ?? []).Select(option => option.Split(',')).ToLookup(option => option[0], option => option[1..]);
        return new KernelFacts(options.Contains("name=apparmor"), options.Contains("name=selinux"), options["name=seccomp"].Any(details => !details.Contains("profile=unconfined")));
    }

    /// <summary>Networks and ports are those it has now; a device asked for by what it can do has no path.</summary>
    public static ContainerFacts Facts(ContainerDetails container) => new()
    {
        Name = container.Name[1..],
        Labels = Sorted(container.Config.Labels),
        Image = container.Config.Image,
        AppArmorProfile = container.AppArmorProfile ?? "",
        SelinuxLabel = container.ProcessLabel ?? "",
        SecurityOptions = [.. container.HostConfig.SecurityOpt ?? []],
        IsPrivileged = container.HostConfig.Privileged,
        AddedCapabilities = [.. container.HostConfig.CapAdd ?? []],
        DroppedCapabilities = [.. container.HostConfig.CapDrop ?? []],
        Mounts = [.. (container.Mounts ?? []).Select(mount => new MountFact(mount.Type, mount.Name ?? mount.Source ?? "", mount.Destination, mount.Propagation ?? ""))],
        Devices = [.. (container.HostConfig.Devices ?? []).Select(device => device.PathOnHost), .. (container.HostConfig.DeviceRequests ?? []).Select(request => request.Driver is { Length: > 0 } driver ? driver : "any")],
        Ports = [.. (container.NetworkSettings.Ports ?? []).SelectMany(port => (port.Value ?? []).Select(binding => new PortFact(Number(port.Key.Split('/')[0]), binding.HostIp, Number(binding.HostPort))))],
        Networks = [.. (container.NetworkSettings.Networks ?? []).Keys.Order(StringComparer.Ordinal)],
        Addresses = AddressesOf(container.NetworkSettings),
        NetworkMode = container.HostConfig.NetworkMode ?? "",
        ProcessMode = container.HostConfig.PidMode ?? "",
        IpcMode = container.HostConfig.IpcMode ?? "",
        UtsMode = container.HostConfig.UTSMode ?? "",
        UserMode = container.HostConfig.UsernsMode ?? "",
        CgroupParent = container.HostConfig.CgroupParent ?? "",
        HasReadOnlyRoot = container.HostConfig.ReadonlyRootfs,
        MemoryBytes = container.HostConfig.Memory,
        CpuMillis = container.HostConfig is { CpuQuota: > 0, CpuPeriod: > 0 } host ? host.CpuQuota * 1000 / host.CpuPeriod : container.HostConfig.NanoCpus / 1_000_000,
        CpuShares = container.HostConfig.CpuShares,
        Pids = container.HostConfig.PidsLimit ?? 0,
        Ulimits = [.. (container.HostConfig.Ulimits ?? []).Select(limit => new UlimitFact(limit.Name, limit.Hard))],
        RestartPolicy = container.HostConfig.RestartPolicy.Name,
        RestartTries = container.HostConfig.RestartPolicy.MaximumRetryCount,
        Health = container.State.Health?.Status is { } health and not "none" ? health : "",
    };

    private static ImmutableSortedDictionary<string, string> AddressesOf(ContainerNetworks? networks)
        => Sorted(networks?.Networks?.Where(network => network.Value.IPAddress is { Length: > 0 }).ToDictionary(network => network.Key, network => network.Value.IPAddress!));

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>An event's attributes are the labels, and beside them the image and the name.</summary>
    public static EngineEvent Event(EventMessage message) => new(
        DateTimeOffset.UnixEpoch.AddTicks(message.TimeNano / 100),
        message.Type,
        message.Action,
        message.Actor.Attributes?.GetValueOrDefault("name") ?? message.Actor.ID,
        Sorted(message.Actor.Attributes?.Where(attribute => attribute.Key.Contains('.', StringComparison.Ordinal)).ToDictionary()));

    public static string? Subnet(NetworkDetails network) => network.IPAM?.Config?.FirstOrDefault()?.Subnet;

    private static ImmutableSortedDictionary<string, string> Sorted(Dictionary<string, string>? values)
        => values?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>A list tells the exit code in words only: "Exited (1) 2 minutes ago", "Restarting (1) 1 second ago".</summary>
    [GeneratedRegex(@"^(Exited|Restarting) \((?<code>-?\d+)\)")]
    private static partial Regex StatusPattern();
}
