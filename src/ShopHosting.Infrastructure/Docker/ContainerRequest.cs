using System.Globalization;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// A specification as the request that Docker gets. Pure. Everything is given at creation: nothing dropped, no limit, no log size is ever missing in between.
/// </summary>
internal static class ContainerRequest
{
    /// <summary>The kernel's own default. Given as a quota of a period a limit may be larger than the machine, and is none there; as a number of processors Docker refuses it.</summary>
    private const long PeriodMicroseconds = 100_000;

    public static CreateContainer From(ContainerSpec container, string hash) => new()
    {
        Image = container.Image.Reference,
        Cmd = container.Command.IsEmpty ? null : [.. container.Command],
        Env = [.. container.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
        User = container.User,
        Labels = container.Labels.SetItem(EngineLabels.Spec, hash),
        ExposedPorts = container.Ports.Select(port => Tcp(port.ContainerPort)).Distinct().ToDictionary(port => port, _ => new Empty()),
        StopTimeout = (int)container.StopTimeout.TotalSeconds,
        HostConfig = HostConfigFrom(container),
        NetworkingConfig = container.Networks is [var first, ..] ? new(new() { [first.Network] = Endpoint(first) }) : null,
    };

    public static EndpointSettings Endpoint(NetworkAttachment network) => new(Aliases: [.. network.Aliases], IPAMConfig: network.Address is { } address ? new(address) : null);

    private static HostConfig HostConfigFrom(ContainerSpec container) => new()
    {
        NetworkMode = container.HasHostNetwork ? "host" : container.Networks is [var first, ..] ? first.Network : "none",
        PortBindings = container.Ports.GroupBy(port => Tcp(port.ContainerPort))
            .ToDictionary(ports => ports.Key, ports => ports.Select(port => new PortBinding("127.0.0.1", port.HostPort.ToString(CultureInfo.InvariantCulture))).ToArray()),
        CapDrop = ["ALL"],
        CapAdd = [.. container.Capabilities],
        SecurityOpt = ["no-new-privileges:true"],
        ReadonlyRootfs = container.HasReadOnlyRoot,
        Tmpfs = container.Tmpfs.ToDictionary(tmpfs => tmpfs.Path, TmpfsOptions),
        Mounts = [.. container.Volumes.Select(volume => MountFrom(volume, container))],
        Memory = container.Limits.MemoryBytes,
        MemorySwap = container.Limits.MemoryBytes,
        CpuPeriod = PeriodMicroseconds,
        CpuQuota = container.Limits.CpuMillis * PeriodMicroseconds / 1000,
        PidsLimit = container.Limits.Pids,
        Init = container.HasInit,
        RestartPolicy = RestartPolicy.Always,
        LogConfig = new("json-file", new() { ["max-size"] = "10m", ["max-file"] = "3" }),
        ExtraHosts = [.. container.HostGatewayNames.Select(name => $"{name}:host-gateway"), .. container.Hosts.Select(host => $"{host.Key}:{host.Value}")],
    };

    private static string TmpfsOptions(TmpfsMount tmpfs)
        => string.Create(CultureInfo.InvariantCulture, $"size={tmpfs.SizeBytes},uid={tmpfs.Uid},gid={tmpfs.Gid},nosuid,nodev,{(tmpfs.IsExecutable ? "exec" : "noexec")}");

    /// <summary>The labels are for the case that the volume vanished meanwhile and Docker makes it again: then it is still known whose it is.</summary>
    private static Mount MountFrom(VolumeMount volume, ContainerSpec container)
        => new("volume", volume.Volume, volume.Path, volume.IsReadOnly, new(NoCopy: !volume.Copy, container.Labels));

    private static string Tcp(int port) => string.Create(CultureInfo.InvariantCulture, $"{port}/tcp");
}
