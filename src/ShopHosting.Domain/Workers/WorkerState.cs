using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;

namespace ShopHosting.Domain.Workers;

public enum WorkerStatus
{
    /// <summary>Its engine and machine are being looked at, and the platform's own containers set up.</summary>
    Joining,

    /// <summary>Could not be taken in or set right; tried again by itself.</summary>
    Failed,

    /// <summary>Runs stores.</summary>
    Active,

    /// <summary>Runs stores while something of the platform's own on it is set right, or all of it is looked at anew.</summary>
    Repairing,

    /// <summary>Nobody has heard of it since a while; what it runs may well go on.</summary>
    Unreachable,

    /// <summary>Taken out of service. Nobody looks at it any more; it may be joined anew.</summary>
    Retired,
}

/// <summary>What a worker's engine said of its machine.</summary>
public sealed record WorkerMachineInfo(string EngineVersion, string OperatingSystem, string StorageDriver, bool HasLiveRestore, int Processors, long MemoryMb)
{
    /// <summary>What the engine calls itself; null when it does not say.</summary>
    public string? EngineId { get; init; }

    /// <summary>MiB of the disk that Docker's data lies on; null when nobody looked yet.</summary>
    public long? DiskMb { get; init; }

    /// <summary>MiB of it that were free when somebody looked last.</summary>
    public long? DiskFreeMb { get; init; }
}

/// <summary>Where a worker's Docker Engine is reached, and how others reach the worker.</summary>
/// <param name="Endpoint"><c>unix:///var/run/docker.sock</c>, <c>tcp://host:port</c>, or <c>silo</c> where a silo on the worker itself speaks to it.</param>
/// <param name="Credentials">For tcp: what both sides of the mutual TLS are known by.</param>
/// <param name="Address">The private address (IP or host) under which other workers' edges reach its edge; null while there is one worker only.</param>
/// <param name="IsConfigured">The panel's configuration names it, or a silo on it announced it: its operator set it up, and it is not asked for more.</param>
public sealed record WorkerReach(string Endpoint, EngineCredentials? Credentials = null, string? Address = null, bool IsConfigured = false);

/// <summary>How the panel shows itself to an engine over mutual TLS.</summary>
/// <param name="AuthorityPem">The authority that signed the engine's certificate.</param>
/// <param name="CertificatePem">The panel's certificate.</param>
/// <param name="Key">Its private key, as PEM once it is opened.</param>
public sealed record EngineCredentials(string AuthorityPem, string CertificatePem, Secret Key);

/// <summary>It takes no new stores. It stands beside the status because a worker may be cordoned whatever its status is.</summary>
public sealed record Cordon(string Reason, string By, DateTimeOffset Since);

/// <summary>A server that runs stores.</summary>
public sealed record WorkerState : IEntityState<WorkerState>
{
    public const string EngineClaim = "engine";

    public static EntityTable Table { get; } = new("worker", "status", "endpoint", "address", "takes_stores", "is_ingress");

    public required WorkerId Id { get; init; }

    /// <inheritdoc cref="WorkerReach"/>
    public required string Endpoint { get; init; }

    /// <inheritdoc cref="WorkerReach"/>
    public EngineCredentials? Credentials { get; init; }

    /// <inheritdoc cref="WorkerReach"/>
    public string? Address { get; init; }

    /// <inheritdoc cref="WorkerReach"/>
    public bool IsConfigured { get; init; }

    /// <summary>Visitors may come in through its edge for stores of any worker.</summary>
    public bool IsIngress { get; init; }

    public required WorkerStatus Status { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was taken in; null before, and when it is retired. One that was taken in may run stores: it is repaired and never looked at as a newcomer.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    public Cordon? Cordon { get; init; }

    /// <summary>Since when nobody has heard of it, while it is unreachable.</summary>
    public DateTimeOffset? UnreachableSince { get; init; }

    /// <summary>How often in a row it could not be taken in or set right.</summary>
    public int Failures { get; init; }

    public WorkerMachineInfo? Machine { get; init; }

    /// <summary>The images that it has, by name, as they were seen when it was looked at last.</summary>
    public System.Collections.Immutable.ImmutableSortedDictionary<string, string> Images { get; init; } = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty;

    public Operation? Operation { get; init; }

    public Error? Problem { get; init; }

    /// <summary>Whether it is known to lack one of these images. Of a worker that nobody looked at since this is kept, nothing is known.</summary>
    public bool Lacks(IEnumerable<KeyValuePair<string, string>> images) => !Images.IsEmpty && images.Any(image => Images.GetValueOrDefault(image.Key) != image.Value);

    [JsonIgnore]
    public bool TakesStores => Status is WorkerStatus.Active or WorkerStatus.Repairing && Cordon is null;

    /// <summary>Where its edge listens for visitors, as far as that is known from here: its private address, or the host of its engine.</summary>
    [JsonIgnore]
    public string? EdgeAddress => Address ?? (Endpoint.StartsWith("unix:", StringComparison.Ordinal) ? "127.0.0.1"
        : Uri.TryCreate(Endpoint, UriKind.Absolute, out var engine) && engine.Host.Length > 0 ? engine.Host : null);

    [JsonIgnore]
    public string Key => Id.Value;

    public IReadOnlyList<object?> Promoted() => [Status.ToString(), Endpoint, Address, TakesStores ? 1L : 0L, IsIngress ? 1L : 0L];

    public DateTimeOffset? DueAt() => WorkerMachine.DueAt(this);

    /// <summary>Two workers on one engine would be at each other's containers.</summary>
    public IEnumerable<Claim> Claims() => Status != WorkerStatus.Retired && Machine?.EngineId is { Length: > 0 } engine ? [new Claim(EngineClaim, "", engine)] : [];

    public Operation? CurrentOperation() => Operation;
}
