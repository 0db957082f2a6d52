using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopHosting.Infrastructure.Docker;

// What is sent and read, with Docker's own names (Engine API v1.41); members that we don't use are left out.

internal sealed record ProblemMessage([property: JsonPropertyName("message")] string? Message);

internal sealed record SystemInfo(
    string? ID, string? SystemTime, string ServerVersion, string OperatingSystem, string Driver, string? CgroupVersion, bool LiveRestoreEnabled, int NCPU, long MemTotal, string[]? SecurityOptions,
    bool MemoryLimit = true, bool CpuCfsQuota = true, bool PidsLimit = true);

internal sealed record ImageDetails(string Id, ImageConfig? Config);

internal sealed record ImageConfig(Dictionary<string, string>? Labels);

internal sealed record CreateContainer
{
    public required string Image { get; init; }
    public string[]? Cmd { get; init; }
    public required string[] Env { get; init; }
    public string? User { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
    public required Dictionary<string, Empty> ExposedPorts { get; init; }
    public required int StopTimeout { get; init; }
    public required HostConfig HostConfig { get; init; }
    public NetworkingConfig? NetworkingConfig { get; init; }
}

internal sealed record Empty;

internal sealed record HostConfig
{
    public required string NetworkMode { get; init; }
    public required Dictionary<string, PortBinding[]> PortBindings { get; init; }
    public required string[] CapDrop { get; init; }
    public required string[] CapAdd { get; init; }
    public required string[] SecurityOpt { get; init; }
    public required bool ReadonlyRootfs { get; init; }
    public required Dictionary<string, string> Tmpfs { get; init; }
    public required Mount[] Mounts { get; init; }
    public required long Memory { get; init; }
    public required long MemorySwap { get; init; }
    public required long CpuPeriod { get; init; }
    public required long CpuQuota { get; init; }
    public required long PidsLimit { get; init; }
    public required bool Init { get; init; }
    public required RestartPolicy RestartPolicy { get; init; }
    public required LogConfig LogConfig { get; init; }
    public required string[] ExtraHosts { get; init; }
}

internal sealed record PortBinding(string HostIp, string HostPort);

internal sealed record Mount(string Type, string Source, string Target, bool ReadOnly, VolumeOptions VolumeOptions);

internal sealed record VolumeOptions(bool NoCopy, IReadOnlyDictionary<string, string> Labels);

internal sealed record RestartPolicy(string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int MaximumRetryCount = 0)
{
    public static readonly RestartPolicy Always = new("always");
    public static readonly RestartPolicy No = new("no");
}

/// <summary>Without limits those that it has stay.</summary>
internal sealed record UpdateContainer(RestartPolicy RestartPolicy, long? Memory = null, long? MemorySwap = null, long? CpuPeriod = null, long? CpuQuota = null, long? PidsLimit = null);

internal sealed record LogConfig(string Type, Dictionary<string, string> Config);

internal sealed record NetworkingConfig(Dictionary<string, EndpointSettings> EndpointsConfig);

internal sealed record EndpointSettings(string[]? Aliases = null, string? NetworkID = null, string? IPAddress = null, EndpointIpam? IPAMConfig = null);

internal sealed record EndpointIpam(string? IPv4Address);

internal sealed record Created(string Id);

internal sealed record ContainerDetails(
    string Id,
    string Name,
    ContainerState State,
    ContainerConfig Config,
    MountPoint[]? Mounts,
    ContainerNetworks NetworkSettings,
    ContainerHostConfig HostConfig,
    string? AppArmorProfile,
    string? ProcessLabel,
    int RestartCount);

internal sealed record ContainerHostConfig(
    RestartPolicy RestartPolicy,
    bool Privileged,
    string[]? CapAdd,
    string[]? CapDrop,
    string[]? SecurityOpt,
    string? NetworkMode,
    string? PidMode,
    string? IpcMode,
    string? UTSMode,
    string? UsernsMode,
    string? CgroupParent,
    bool ReadonlyRootfs,
    long Memory,
    long NanoCpus,
    long CpuPeriod,
    long CpuQuota,
    long CpuShares,
    long? PidsLimit,
    Device[]? Devices,
    DeviceRequest[]? DeviceRequests,
    Ulimit[]? Ulimits);

internal sealed record Device(string PathOnHost);

internal sealed record DeviceRequest(string? Driver);

internal sealed record Ulimit(string Name, long Hard);

internal sealed record ContainerState(string Status, int ExitCode, DateTimeOffset? StartedAt, ContainerHealth? Health);

internal sealed record ContainerHealth(string? Status);

internal sealed record ContainerConfig(string Image, Dictionary<string, string>? Labels, int? StopTimeout);

internal sealed record MountPoint(string Type, string? Name, string? Source, string Destination, bool RW, string? Propagation);

internal sealed record ContainerNetworks(Dictionary<string, EndpointSettings>? Networks, Dictionary<string, PortBinding[]?>? Ports);

internal sealed record ContainerSummary(
    string Id,
    string[] Names,
    string Image,
    long Created,
    string State,
    string Status,
    Dictionary<string, string>? Labels,
    ContainerNetworks? NetworkSettings);

internal sealed record StatsMessage(
    [property: JsonPropertyName("read")] DateTimeOffset Read,
    [property: JsonPropertyName("cpu_stats")] ProcessorStats Processor,
    [property: JsonPropertyName("memory_stats")] MemoryStats Memory,
    [property: JsonPropertyName("networks")] Dictionary<string, NetworkStats>? Networks,
    [property: JsonPropertyName("pids_stats")] PidsStats? Pids);

/// <summary>Numbers as large as the kernel has them: without a limit, one of 64 bits without a sign.</summary>
internal sealed record PidsStats([property: JsonPropertyName("current")] ulong? Current, [property: JsonPropertyName("limit")] ulong? Limit);

internal sealed record ProcessorStats([property: JsonPropertyName("cpu_usage")] ProcessorUsage Usage);

internal sealed record ProcessorUsage([property: JsonPropertyName("total_usage")] long Nanoseconds);

internal sealed record MemoryStats(
    [property: JsonPropertyName("usage")] long? Usage,
    [property: JsonPropertyName("stats")] MemoryDetails? Details);

/// <summary>The first is told by cgroup v1, the second by v2.</summary>
internal sealed record MemoryDetails(
    [property: JsonPropertyName("total_inactive_file")] long? TotalInactiveFile,
    [property: JsonPropertyName("inactive_file")] long? InactiveFile);

internal sealed record NetworkStats([property: JsonPropertyName("rx_bytes")] long Received, [property: JsonPropertyName("tx_bytes")] long Sent);

internal sealed record CreateNetwork
{
    public required string Name { get; init; }

    /// <summary>Asked for before API 1.44, always so since.</summary>
    public bool CheckDuplicate { get; init; } = true;

    public string Driver { get; init; } = "bridge";
    public required bool Internal { get; init; }
    public required Ipam IPAM { get; init; }
    public required Dictionary<string, string> Options { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
}

internal sealed record Ipam(string? Driver, IpamConfig[]? Config);

internal sealed record IpamConfig(string? Subnet);

internal sealed record NetworkDetails(
    string Id,
    string Name,
    bool Internal,
    Ipam? IPAM,
    Dictionary<string, string>? Options,
    Dictionary<string, string>? Labels,
    Dictionary<string, JsonElement>? Containers);

internal sealed record ConnectContainer(string Container, EndpointSettings? EndpointConfig);

internal sealed record DisconnectContainer(string Container, bool Force);

internal sealed record CreateVolume(string Name, IReadOnlyDictionary<string, string> Labels, string Driver = "local");

internal sealed record VolumeDetails(string Name, string? CreatedAt, Dictionary<string, string>? Labels);

internal sealed record VolumeList(VolumeDetails[]? Volumes);

internal sealed record CreateExec(string[] Cmd, string? User, bool AttachStdin, bool AttachStdout = true, bool AttachStderr = true);

internal sealed record StartExec(bool Detach = false, bool Tty = false);

internal sealed record ExecDetails(bool Running, int? ExitCode);

internal sealed record EventMessage(
    string Type,
    string Action,
    EventActor Actor,
    [property: JsonPropertyName("timeNano")] long TimeNano);

internal sealed record EventActor(string ID, Dictionary<string, string>? Attributes);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemMessage))]
[JsonSerializable(typeof(SystemInfo))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(CreateContainer))]
[JsonSerializable(typeof(UpdateContainer))]
[JsonSerializable(typeof(Created))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(ContainerSummary[]))]
[JsonSerializable(typeof(StatsMessage))]
[JsonSerializable(typeof(CreateNetwork))]
[JsonSerializable(typeof(NetworkDetails))]
[JsonSerializable(typeof(NetworkDetails[]))]
[JsonSerializable(typeof(ConnectContainer))]
[JsonSerializable(typeof(DisconnectContainer))]
[JsonSerializable(typeof(CreateVolume))]
[JsonSerializable(typeof(VolumeDetails))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(CreateExec))]
[JsonSerializable(typeof(StartExec))]
[JsonSerializable(typeof(ExecDetails))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class DockerJson : JsonSerializerContext;
