using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Engine;

public sealed record EngineInfo
{
    public required string EngineVersion { get; init; }
    public required string ApiVersion { get; init; }
    public required string OperatingSystem { get; init; }
    public required string StorageDriver { get; init; }
    public required string CgroupVersion { get; init; }
    public required bool HasLiveRestore { get; init; }
    public required int Processors { get; init; }
    public required long MemoryBytes { get; init; }

    /// <summary>What the engine calls itself: two addresses with one id are one engine. Null when it does not say.</summary>
    public string? Id { get; init; }

    /// <summary>The clock of its machine; null when it does not say.</summary>
    public DateTimeOffset? SystemTime { get; init; }

    /// <summary>The limits that the kernel does not know: the engine would take them for a container with a warning, and leave them out.</summary>
    public ImmutableArray<string> UnknownLimits { get; init; } = [];

    /// <summary>All networks it has, whoever made them.</summary>
    public ImmutableArray<NetworkInfo> Networks { get; init; } = [];
}

/// <summary>What a worker has of ours, from one labelled list call for each kind of object.</summary>
public sealed record Inventory(ImmutableArray<ContainerInfo> Containers, ImmutableArray<NetworkInfo> Networks, ImmutableArray<VolumeInfo> Volumes);

/// <param name="State">As Docker says it: created, running, restarting, exited, dead, paused, removing.</param>
/// <param name="ExitCode">Of its last run, when it is not running and the engine told it.</param>
/// <param name="Addresses">Network name to IP address.</param>
public sealed record ContainerInfo(
    string Name,
    string Id,
    string Image,
    string State,
    int? ExitCode,
    DateTimeOffset CreatedAt,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableSortedDictionary<string, string> Addresses)
{
    public bool IsRunning => State == "running";
}

public sealed record NetworkInfo(string Name, string Id, string Subnet, ImmutableSortedDictionary<string, string> Labels);

public sealed record VolumeInfo(string Name, DateTimeOffset? CreatedAt, ImmutableSortedDictionary<string, string> Labels);

/// <summary>What came of ensuring an object.</summary>
public enum Ensured
{
    /// <summary>It was there as wanted.</summary>
    Unchanged,

    Created,

    /// <summary>It was there and only had to be started or attached.</summary>
    Mended,
}

/// <param name="Output">Standard output and error in order, at most 64 KiB; the rest is cut.</param>
public sealed record ExecAnswer(int ExitCode, string Output);

/// <param name="Input">Given on standard input, for what must not stand on a command line.</param>
public sealed record ExecRequest(string Container, ImmutableArray<string> Command, Content? Input = null, string? User = null, TimeSpan? Timeout = null);

/// <summary>A request through the network of the worker, as a visitor's would come.</summary>
/// <param name="Address">Where to connect, for example <c>127.0.0.1</c>.</param>
/// <param name="Host">The host name asked for, with a port when it has one.</param>
/// <param name="UpTo">Asked again until it answers as wanted, at most this long; zero asks once.</param>
/// <param name="ExpectHeader">A response header that must be there with <paramref name="ExpectHeaderValue"/>.</param>
public sealed record HttpProbe(string Address, int Port, string Host, string Path, TimeSpan UpTo, string? ExpectHeader = null, string? ExpectHeaderValue = null, int ExpectStatus = 200);

/// <param name="Status">Zero when nobody answered.</param>
/// <param name="Took">Of the last request.</param>
/// <param name="Problem">Why it is not as wanted; null when it is.</param>
public sealed record ProbeAnswer(int Status, TimeSpan Took, string? Problem)
{
    public bool IsAsWanted => Problem is null;
}

/// <summary>What a container has used since it started, and holds now.</summary>
/// <param name="Processor">Time of all processors together.</param>
/// <param name="MemoryBytes">Without what the kernel caches of files and gives back when it is needed, as <c>docker stats</c> tells it.</param>
/// <param name="ReceivedBytes">Over all its networks.</param>
/// <param name="Pids">Processes and threads at this moment.</param>
/// <param name="MostPids">How many it may have; zero without limit.</param>
/// <param name="StartedAt">When its run began; null when the engine did not tell.</param>
/// <param name="Restarts">How often the engine has started it again because it ended by itself, since somebody started it last.</param>
public sealed record ContainerCounters(
    string Name, DateTimeOffset At, TimeSpan Processor, long MemoryBytes, long ReceivedBytes, long SentBytes, long Pids = 0, long MostPids = 0,
    DateTimeOffset? StartedAt = null, int Restarts = 0)
{
    /// <summary>Nearly all counts: those that end and those that begin are never counted in the same moment. How often one more was refused, Docker does not tell.</summary>
    [JsonIgnore]
    public bool IsFullOfProcesses => MostPids > 0 && Pids * 100 >= MostPids * 95;
}

/// <param name="Cursor">Where to go on reading after this line: the engine's time stamp, in nanoseconds since 1970.</param>
public sealed record LogLine(long Cursor, DateTimeOffset At, bool IsError, string Text);

/// <param name="Kind">container; or engine, for the first one of every stream.</param>
/// <param name="Action">As Docker says it: create, start, die, destroy, oom …; connected, for the first one of every stream.</param>
public sealed record EngineEvent(DateTimeOffset At, string Kind, string Action, string Name, ImmutableSortedDictionary<string, string> Labels)
{
    public bool IsConnected => Kind == "engine" && Action == "connected";
}

/// <summary>A stream of logs or events came to an end that it should not have: the error says why.</summary>
public sealed class EngineStreamException(Error error, Exception? inner = null) : IOException(error.ToString(), inner)
{
    public Error Error { get; } = error;
}

/// <summary>What can be wrong on a worker, as values. Anything else is an exception.</summary>
public static class EngineErrors
{
    private const string UnreachableCode = "engine.unreachable";

    public static Error Unreachable(string worker, string why) => new(ErrorKind.Unavailable, UnreachableCode, $"The engine of worker {worker} does not answer: {why}");

    /// <summary>It tells something of the worker, and nothing of what was asked.</summary>
    public static bool IsUnreachable(Error? error) => error?.Code == UnreachableCode;

    public static Error ImageMissing(ImageSpec image) => new(ErrorKind.NotPossible, "engine.image-missing", $"Image {image.Reference} is not on the worker; build it with ops/images/build.");

    public static Error ImageNowhere(ImageSpec image) => new(ErrorKind.NotPossible, "engine.image-missing",
        $"Image {image.Reference} is on none of the workers. Build it with ops/images/build where one runs beside this program, or bring it by hand: docker save {image.Reference} | ssh root@SERVER docker load");

    public static Error ImageDiffers(ImageSpec image, string found) => new(ErrorKind.NotPossible, "engine.image-differs", $"Image {image.Reference} has content {found} where {image.Content} is wanted.");

    public static Error Foreign(string kind, string name) => new(ErrorKind.NotPossible, "engine.foreign", $"There is a {kind} named {name} that this installation did not make; it is left alone.");

    public static Error PortTaken(int port) => new(ErrorKind.Capacity, "engine.port-taken", $"Port {port} is used by another program on the worker.");

    public static Error SubnetTaken(string subnet) => new(ErrorKind.Capacity, "engine.subnet-taken", $"Subnet {subnet} overlaps with a network that the worker already has.");

    public static Error AddressTaken(string what) => new(ErrorKind.Capacity, "engine.address-taken", $"An address in the store's network is used by something else on the worker: {what}");

    public static Error Missing(string kind, string name) => new(ErrorKind.NotFound, "engine.missing", $"There is no {kind} {name} on the worker.");

    public static Error Refused(string what) => new(ErrorKind.Invalid, "engine.refused", $"The engine refused: {what}");

    public static Error AgainstPolicy(string name, string rules, string kind = "Container") => new(ErrorKind.Forbidden, "engine.policy", $"{kind} {name} is not allowed: {rules}");

    /// <summary>The engine itself failed in a way nobody named; the same call may succeed later.</summary>
    public static Error Failed(string what) => new(ErrorKind.Unavailable, "engine.failed", $"The engine failed: {what}");

    public static Error InUse(string kind, string name, string by) => new(ErrorKind.NotPossible, "engine.in-use", $"The {kind} {name} is in use: {by}");

    public static Error NotRunning(string container) => new(ErrorKind.NotPossible, "engine.not-running", $"Container {container} does not run.");

    public static Error TimedOut(string what) => new(ErrorKind.Unavailable, "engine.timed-out", $"{what} did not end in time.");

    public static Error NoSpace(string what) => new(ErrorKind.Capacity, "engine.no-space", $"The worker's disk is full: {what}");
}
