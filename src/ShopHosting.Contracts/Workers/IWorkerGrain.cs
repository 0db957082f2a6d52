using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Contracts.Workers;

/// <summary>One worker server. The key is its id.</summary>
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>Takes it in where it is reached, or looks at all of it anew. Asked again while that goes on it changes nothing.</summary>
    Task<Result> JoinAsync(WorkerJoining joining, CancellationToken cancellationToken = default);

    /// <summary>Looks at all of it anew, where it is known to be.</summary>
    Task<Result> CheckAgainAsync(WorkerAsk ask, CancellationToken cancellationToken = default);

    /// <summary>Gives it no new stores.</summary>
    /// <param name="ask">Who asks.</param>
    /// <param name="reason">For whoever looks at it later: 1 to 200 characters.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<Result> CordonAsync(WorkerAsk ask, string reason, CancellationToken cancellationToken = default);

    Task<Result> UncordonAsync(WorkerAsk ask, CancellationToken cancellationToken = default);

    /// <summary>Lets visitors of all stores in through its edge, or no more.</summary>
    Task<Result> SetIngressAsync(WorkerAsk ask, bool isIngress, CancellationToken cancellationToken = default);

    /// <summary>Takes it out of service; refused while stores are placed there. What runs there of the platform goes on running, and nobody looks at it any more.</summary>
    /// <param name="ask">Who asks.</param>
    /// <param name="confirmedName">Its name, typed by who asks.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<Result> RetireAsync(WorkerAsk ask, string confirmedName, CancellationToken cancellationToken = default);

    /// <summary>What the watch concludes, told when that changes and now and then. One that is lost becomes unreachable; one that is back has all of it looked at anew.</summary>
    Task<Result> SightAsync(WorkerSight sight, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    Task<WorkerState?> ViewAsync(CancellationToken cancellationToken = default);

    /// <summary>Its row without what it is trusted with, and how its engine answered when it was last asked.</summary>
    [AlwaysInterleave]
    Task<WorkerView?> LookAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes up owed work.</summary>
    Task WakeAsync(CancellationToken cancellationToken = default);

    /// <summary>Compares the platform's own containers there with those that should be, and repairs what differs.</summary>
    /// <returns>Whether it is in service and lacks nothing, so that its edge can be looked at.</returns>
    Task<bool> CheckAsync(CancellationToken cancellationToken = default);
}

/// <summary>Who asks for something, with the id by which the same asking is known again.</summary>
public sealed record WorkerAsk(OperationId Operation, string AskedBy);

/// <summary>A worker as it is offered to the installation.</summary>
/// <param name="Endpoint">As in <see cref="WorkerReach"/>.</param>
/// <param name="Address">As in <see cref="WorkerReach"/>.</param>
/// <param name="Certificates">For tcp; null keeps those that are known.</param>
/// <param name="Ask">Who asks; null for the platform itself.</param>
public sealed record WorkerJoining(string Endpoint, string? Address = null, EngineCertificates? Certificates = null, WorkerAsk? Ask = null);

/// <summary>What somebody handed in for an engine's mutual TLS, on its way to be sealed: authority, certificate and key in one PEM text, never printed.</summary>
public sealed record EngineCertificates(string Pem)
{
    public override string ToString() => "[redacted]";
}

/// <param name="SeenAt">When its engine answered last, up to some seconds ago; null when it has not since the panel started.</param>
/// <param name="Silence">Why it did not answer when it was last asked for all it has; null when it did.</param>
/// <param name="Sight">What the watch concluded last; null before it looked.</param>
public sealed record WorkerView(WorkerState State, DateTimeOffset? SeenAt, string? Silence, WorkerSight? Sight = null)
{
    /// <summary>The platform's own containers there, as they were seen last.</summary>
    public ImmutableArray<PlatformContainerView> Containers { get; init; } = [];

    /// <summary>Until when the panel's certificate for its engine holds; null where it needs none.</summary>
    public DateTimeOffset? CertificateEnds { get; init; }
}

/// <param name="State">As Docker says it; null when it is not there.</param>
public sealed record PlatformContainerView(string Role, string Name, string? State, string Image);

/// <summary>A worker that nobody hears of.</summary>
/// <param name="Since">When its engine was heard last.</param>
/// <param name="Edge">The address of its edge, when that still answers: then its shops are served.</param>
public sealed record WorkerAway(WorkerId Worker, DateTimeOffset Since, string? Edge);
