using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;

namespace ShopHosting.Domain.Workers;

public enum WorkerStatus
{
    /// <summary>Its engine and the platform's own containers are being looked at and set up.</summary>
    Joining,

    /// <summary>Takes stores.</summary>
    Active,

    /// <summary>Could not be set up; tried again by itself.</summary>
    Failed,
}

/// <summary>What a worker's engine said of its machine.</summary>
public sealed record WorkerMachineInfo(string EngineVersion, string OperatingSystem, string StorageDriver, bool HasLiveRestore, int Processors, long MemoryMb);

/// <summary>A server that runs stores.</summary>
public sealed record WorkerState : IEntityState<WorkerState>
{
    public static EntityTable Table { get; } = new("worker", "status", "endpoint");

    public required WorkerId Id { get; init; }

    /// <summary>Where its Docker Engine is reached: <c>unix:///var/run/docker.sock</c>.</summary>
    public required string Endpoint { get; init; }

    public required WorkerStatus Status { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public WorkerMachineInfo? Machine { get; init; }

    /// <summary>The images that its edge and guard run, by image name.</summary>
    public System.Collections.Immutable.ImmutableSortedDictionary<string, string> Images { get; init; } = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty;

    public Operation? Operation { get; init; }

    public Error? Problem { get; init; }

    [JsonIgnore]
    public bool TakesStores => Status is not WorkerStatus.Failed;

    [JsonIgnore]
    public string Key => Id.Value;

    public IReadOnlyList<object?> Promoted() => [Status.ToString(), Endpoint];

    public DateTimeOffset? DueAt() => WorkerMachine.DueAt(this);

    public IEnumerable<Claim> Claims() => [];

    public Operation? CurrentOperation() => Operation;
}
