using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Provisioning.Engine;

/// <summary>
/// What a container may be at most, whoever asks for it: the engine's socket is root on the worker, and this stands before it. It tells everything that is
/// wrong at once. Privileged containers, host folders, devices and other runtimes are not in <see cref="ContainerSpec"/>, so nobody can ask for them.
/// </summary>
/// <param name="images">References that may run; an entry that ends in <c>/</c> or <c>:</c> allows everything beginning with it.</param>
public sealed partial class ContainerPolicy(InstallationId installation, ImmutableArray<string> images)
{
    /// <summary>The least memory Docker accepts.</summary>
    public const long LeastMemoryBytes = 6 * 1024 * 1024;

    /// <summary>What our own image builds are called.</summary>
    public static readonly ImmutableArray<string> OwnImages = ["shophosting/"];

    /// <summary>Platform roles on the host's network. They never belong to a tenant.</summary>
    private static readonly ImmutableArray<string> HostNetworkRoles = ["edge", "guard", "relay"];

    /// <summary>What platform roles may be given back. Every other role, and every container of a tenant, gets nothing.</summary>
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> CapabilitiesOfRoles = ImmutableDictionary.CreateRange<string, ImmutableArray<string>>(
    [
        new("edge", ["NET_BIND_SERVICE", "SETGID", "SETUID"]),
        new("guard", ["NET_ADMIN"]),
    ]);

    /// <summary>Networks that Docker brings along; all containers of all tenants would meet there.</summary>
    private static readonly ImmutableArray<string> SharedNetworks = ["bridge", "default", "host", "none"];

    private static readonly ImmutableArray<string> SystemFolders = ["/proc", "/sys", "/dev"];

    public Result Check(ContainerSpec container, ImmutableArray<UploadFile> files) => Told(container.Name, [.. Rules(container), .. Rules(files)]);

    public static Result CheckFiles(string container, ImmutableArray<UploadFile> files) => Told(container, [.. Rules(files)]);

    public Result Check(NetworkSpec network)
        => Told(network.Name,
        [
            .. NameRules(network.Name),
            .. LabelRules(network.Labels),
            .. When(!IsPrivateSubnet(network.Subnet), $"subnet {network.Subnet} is no private IPv4 subnet between /16 and /30"),
            .. When(network.Bridge is { } bridge && !BridgePattern().IsMatch(bridge), $"bridge {network.Bridge} is no interface name of up to 15 characters"),
        ],
        "Network");

    public Result Check(VolumeSpec volume) => Told(volume.Name, [.. NameRules(volume.Name), .. LabelRules(volume.Labels)], "Volume");

    private static Result Told(string name, ImmutableArray<string> rules, string kind = "Container")
        => rules.IsEmpty ? Result.Success : EngineErrors.AgainstPolicy(name, string.Join("; ", rules), kind);

    private IEnumerable<string> Rules(ContainerSpec container)
        =>
        [
            .. NameRules(container.Name),
            .. LabelRules(container.Labels),
            .. RoleRules(container),
            .. ImageRules(container.Image),
            .. LimitRules(container),
            .. NetworkRules(container),
            .. MountRules(container),
            .. TextRules(container),
        ];

    private static IEnumerable<string> NameRules(string name) => When(!NamePattern().IsMatch(name), $"the name '{Shown(name)}' is not of a-z, 0-9, '_', '.' and '-'");

    private IEnumerable<string> LabelRules(ImmutableSortedDictionary<string, string> labels)
        =>
        [
            .. When(labels.GetValueOrDefault(EngineLabels.Installation) != installation.Value, $"label {EngineLabels.Installation} is not {installation}"),
            .. When(!RolePattern().IsMatch(labels.GetValueOrDefault(EngineLabels.Role) ?? ""), $"label {EngineLabels.Role} names no role"),
            .. labels.Where(label => HasControl(label.Key) || HasControl(label.Value)).Select(label => $"label '{Shown(label.Key)}' has control characters"),
        ];

    private static IEnumerable<string> RoleRules(ContainerSpec container)
    {
        var isTenants = container.Labels.ContainsKey(EngineLabels.Store) || container.Labels.ContainsKey(EngineLabels.Account);
        var role = container.Labels.GetValueOrDefault(EngineLabels.Role) ?? "";
        var allowed = isTenants ? [] : CapabilitiesOfRoles.GetValueOrDefault(role, []);
        return
        [
            .. When(container.HasHostNetwork && (isTenants || !HostNetworkRoles.Contains(role)), "the host's network is for the edge, the guard and the relay only, never for a tenant"),
            .. container.Capabilities.Where(capability => !allowed.Contains(capability))
                .Select(capability => $"capability {Shown(capability)} is not for role '{Shown(role)}'{(isTenants ? " of a tenant" : "")}"),
        ];
    }

    private IEnumerable<string> ImageRules(ImageSpec image)
    {
        var isAllowed = images.Any(entry => entry.EndsWith('/') || entry.EndsWith(':')
            ? image.Reference.StartsWith(entry, StringComparison.Ordinal)
            : image.Reference == entry);
        var tag = ReferencePattern().Match(image.Reference) is { Success: true } match ? match.Groups["tag"].Value : "";
        return
        [
            .. When(!isAllowed, $"image {Shown(image.Reference)} is not one of the installation's"),
            .. When(tag is "" or "latest", $"image {Shown(image.Reference)} has no fixed tag or digest"),
        ];
    }

    private static IEnumerable<string> LimitRules(ContainerSpec container)
        =>
        [
            .. When(container.Limits.MemoryBytes < LeastMemoryBytes, "the memory limit is under 6 MiB"),
            .. When(container.Limits.CpuMillis <= 0, "there is no processor limit"),
            .. When(container.Limits.Pids <= 0, "there is no limit of processes"),
            .. When(container.StopTimeout < TimeSpan.Zero || container.StopTimeout > TimeSpan.FromMinutes(10), "the stop time is not between 0 and 10 minutes"),
        ];

    private static IEnumerable<string> NetworkRules(ContainerSpec container)
        =>
        [
            .. When(container.HasHostNetwork && (!container.Networks.IsEmpty || !container.Ports.IsEmpty), "the host's network excludes other networks and published ports"),
            .. When(!container.Ports.IsEmpty && container.Networks.IsEmpty && !container.HasHostNetwork, "a published port needs a network"),
            .. container.Networks.Where(network => !NamePattern().IsMatch(network.Network) || SharedNetworks.Contains(network.Network))
                .Select(network => $"network '{Shown(network.Network)}' is not a network of ours"),
            .. container.Networks.SelectMany(network => network.Aliases).Where(alias => !HostPattern().IsMatch(alias))
                .Select(alias => $"network alias '{Shown(alias)}' is no host name"),
            .. container.Networks.Select(network => network.Address).OfType<string>().Concat(container.Hosts.Values).Where(address => !IsPrivateAddress(address))
                .Select(address => $"'{Shown(address)}' is no private IPv4 address"),
            .. Repeated(container.Networks.Select(network => network.Network), "network"),
            .. container.Ports.Where(port => port.HostPort is < 1024 or > 65535).Select(port => $"port {port.HostPort} is not between 1024 and 65535"),
            .. container.Ports.Where(port => port.ContainerPort is < 1 or > 65535).Select(port => $"container port {port.ContainerPort} is not between 1 and 65535"),
            .. Repeated(container.Ports.Select(port => $"{port.HostPort}"), "port"),
            .. container.HostGatewayNames.Concat(container.Hosts.Keys).Where(name => !HostPattern().IsMatch(name)).Select(name => $"'{Shown(name)}' is no host name"),
        ];

    private static IEnumerable<string> MountRules(ContainerSpec container)
        =>
        [
            .. container.Volumes.Where(volume => !NamePattern().IsMatch(volume.Volume)).Select(volume => $"'{Shown(volume.Volume)}' is no name of a volume"),
            .. container.Volumes.Select(volume => volume.Path).Concat(container.Tmpfs.Select(tmpfs => tmpfs.Path)).Where(path => !IsMountPath(path))
                .Select(path => $"'{Shown(path)}' is no plain absolute path for a volume or tmpfs"),
            .. Repeated(container.Volumes.Select(volume => volume.Path).Concat(container.Tmpfs.Select(tmpfs => tmpfs.Path)), "mount"),
            .. container.Tmpfs.Where(tmpfs => tmpfs.SizeBytes <= 0 || tmpfs.Uid < 0 || tmpfs.Gid < 0).Select(tmpfs => $"tmpfs {Shown(tmpfs.Path)} needs a size and an owner"),
        ];

    /// <summary>Values are not shown: an environment may hold a secret.</summary>
    private static IEnumerable<string> TextRules(ContainerSpec container)
        =>
        [
            .. container.Environment.Keys.Where(name => !VariablePattern().IsMatch(name)).Select(name => $"'{Shown(name)}' is no name of a variable"),
            .. container.Environment.Where(variable => HasControl(variable.Value)).Select(variable => $"variable '{Shown(variable.Key)}' has control characters"),
            .. When(container.Command.Any(argument => argument.Contains('\0', StringComparison.Ordinal)), "an argument of the command has a NUL"),
            .. When(container.User is { } user && !UserPattern().IsMatch(user), $"user '{Shown(container.User)}' is not uid or uid:gid"),
        ];

    private static IEnumerable<string> Rules(ImmutableArray<UploadFile> files)
        =>
        [
            .. files.Where(file => !IsPlainPath(file.Path)).Select(file => $"'{Shown(file.Path)}' is no plain absolute path of a file"),
            .. files.Where(file => file.Mode is < 0 or > 511).Select(file => $"file {Shown(file.Path)} has mode {Convert.ToString(file.Mode, 8)}, not one up to 777"),
            .. files.Where(file => file.Uid < 0 || file.Gid < 0).Select(file => $"file {Shown(file.Path)} has no owner"),
            .. Repeated(files.Select(file => file.Path), "file"),
        ];

    private static IEnumerable<string> When(bool isBroken, string rule) => isBroken ? [rule] : [];

    private static IEnumerable<string> Repeated(IEnumerable<string> values, string what)
        => values.GroupBy(value => value, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => $"{what} {Shown(group.Key)} is there twice");

    private static bool IsMountPath(string path)
        => IsPlainPath(path) && !path.AsSpan().ContainsAny(":,") && !SystemFolders.Any(folder => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal));

    private static bool IsPlainPath(string path)
        => path is ['/', _, ..] && !HasControl(path) && path.Split('/').Skip(1).All(part => part is not ("" or "." or ".."));

    private static bool IsPrivateSubnet(string subnet)
        => IPNetwork.TryParse(subnet, out var network)
            && network.ToString() == subnet     // no host bits: Docker would drop them, and then find another subnet than was asked for
            && network.PrefixLength is >= 16 and <= 30
            && IsPrivate(network);

    private static bool IsPrivateAddress(string address) => IPAddress.TryParse(address, out var ip) && ip.ToString() == address && IsPrivate(new(ip, 32));

    /// <summary>An IPv4 network of RFC 1918 or RFC 6598.</summary>
    internal static bool IsPrivate(IPNetwork network)
        => network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            && network.BaseAddress.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..];

    private static bool HasControl(string text) => text.Any(char.IsControl);

    private static string Shown(string? text) => new([.. (text ?? "").Take(80).Select(character => char.IsControl(character) ? '?' : character)]);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_.-]{1,120}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,40}\z")]
    private static partial Regex RolePattern();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,14}\z")]
    private static partial Regex BridgePattern();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"^[0-9]{1,9}(:[0-9]{1,9})?\z")]
    private static partial Regex UserPattern();

    /// <summary>A tag stands after the last slash, or there is a digest.</summary>
    [GeneratedRegex(@"^[a-z0-9][a-z0-9._/:-]*?(:(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})|@(?<tag>sha256:[0-9a-f]{64}))\z")]
    private static partial Regex ReferencePattern();
}
