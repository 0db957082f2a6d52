using ShopHosting.Domain;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Contracts.Workers;

/// <summary>One worker server. The key is its id.</summary>
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>Takes it in at this endpoint, or looks at all of it anew. Asked again it changes nothing.</summary>
    Task<Result> JoinAsync(string endpoint, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    Task<WorkerState?> ViewAsync(CancellationToken cancellationToken = default);

    /// <summary>Its row, and how its engine answered when it was last asked.</summary>
    [AlwaysInterleave]
    Task<WorkerView?> LookAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes up owed work.</summary>
    Task WakeAsync(CancellationToken cancellationToken = default);

    /// <summary>Compares the platform's own containers there with those that should be, repairs what differs, and has the edge look at itself.</summary>
    Task CheckAsync(CancellationToken cancellationToken = default);
}

/// <param name="SeenAt">When its engine answered last; null when it has not since the panel started.</param>
/// <param name="Silence">Why it did not answer when it was last asked; null when it did.</param>
public sealed record WorkerView(WorkerState State, DateTimeOffset? SeenAt, string? Silence);
