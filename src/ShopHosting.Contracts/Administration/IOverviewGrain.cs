using System.Collections.Immutable;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Contracts.Administration;

/// <summary>The whole installation, for its administrators: reads only. Every number was observed. Key: <see cref="Key"/>.</summary>
public interface IOverviewGrain : IGrainWithStringKey
{
    const string Key = "overview";

    Task<OverviewView> ViewAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores by key, a page at a time.</summary>
    /// <param name="status">Only stores in this status; null for all.</param>
    /// <param name="name">Only stores whose name begins like this; empty for all.</param>
    /// <param name="worker">Only stores on this worker; null for all.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<StorePage> StoresAsync(StoreStatus? status, string name, WorkerId? worker, string? after, CancellationToken cancellationToken = default);

    /// <summary>Workers by name, a page at a time.</summary>
    /// <param name="status">Only workers in this status; null for all.</param>
    /// <param name="name">Only workers whose name begins like this; empty for all.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<WorkerPage> WorkersAsync(WorkerStatus? status, string name, string? after, CancellationToken cancellationToken = default);

    /// <summary>Null when there is no such worker.</summary>
    Task<WorkerOverview?> WorkerAsync(WorkerId worker, CancellationToken cancellationToken = default);

    /// <summary>What was done with a worker, the newest first, a page at a time.</summary>
    Task<OperationPage> OperationsOnAsync(WorkerId worker, string? before, CancellationToken cancellationToken = default);

    /// <summary>Operations of all entities with this outcome, the newest first, a page at a time.</summary>
    Task<OperationPage> OperationsAsync(OperationOutcome outcome, string? before, CancellationToken cancellationToken = default);

    /// <summary>What was found otherwise than it should be and what was done about it, the newest first, a page at a time.</summary>
    /// <param name="worker">Only on this worker: itself, its edge, the stores on it; null for all.</param>
    /// <param name="before">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<OperationPage> DriftAsync(WorkerId? worker, string? before, CancellationToken cancellationToken = default);
}

public sealed record OverviewView
{
    /// <summary>When all this was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Every status, those without a store too.</summary>
    public required ImmutableArray<StatusCount> Stores { get; init; }

    /// <summary>The first few; their page has all.</summary>
    public required ImmutableArray<WorkerOverview> Workers { get; init; }

    /// <summary>The operations under way, the newest first.</summary>
    public required OperationPage Running { get; init; }

    /// <summary>The newest operations that failed, also those that were made good since.</summary>
    public ImmutableArray<EntityOperation> Failed { get; init; } = [];

    /// <summary>What is taken once for the whole installation: e-mail addresses, store names.</summary>
    public ImmutableArray<ClaimUse> Claims { get; init; } = [];

    /// <summary>The first stores that need somebody, with the cause.</summary>
    public required ImmutableArray<Trouble> Troubles { get; init; }

    /// <summary>The first stores that wait for room, with what they wait for: who has waited longest in front.</summary>
    public ImmutableArray<Trouble> Waiting { get; init; } = [];

    /// <summary>Sign-ups whose account is still owed.</summary>
    public required long UnfinishedSignUps { get; init; }

    /// <summary>Accounts that still owe a store its order.</summary>
    public required long OrderingAccounts { get; init; }

    /// <summary>The first mails that are still to be sent.</summary>
    public required ImmutableArray<OwedMail> MailsWaiting { get; init; }

    /// <summary>The mail server; null when mails are kept in the outbox.</summary>
    public string? MailServer { get; init; }

    /// <summary>Of the program, with the commit it was built from where that is known.</summary>
    public required string Version { get; init; }

    public required ImmutableArray<ImageVersion> Images { get; init; }
}

public sealed record StatusCount(StoreStatus Status, long Count);

/// <param name="Capacity">What is counted of it, the slots for stores last.</param>
/// <param name="Edge">Null before the first route.</param>
public sealed record WorkerOverview(WorkerView Worker, ImmutableArray<CapacityUse> Capacity, EdgeState? Edge);

/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record WorkerPage(ImmutableArray<WorkerOverview> Rows, string? Next);

public sealed record ClaimUse(string Kind, long Count);

public sealed record CapacityUse(string Resource, long Used, long Usable);

/// <param name="CanRetry">Whether it may be asked to try again.</param>
public sealed record Trouble(StoreRow Store, Error? Cause, DateTimeOffset Since, bool CanRetry);

/// <param name="Missing">Whether this installation has no such image.</param>
/// <param name="Why">Why it is missing and what helps.</param>
public sealed record ImageVersion(string Name, string Version, string Reference, bool Missing, string? Why = null);

/// <param name="Next">What to ask the next page with; null when there is none.</param>
public sealed record StorePage(ImmutableArray<StoreRow> Rows, string? Next);

/// <param name="AwaySince">Since when nobody hears of its worker; null while somebody does.</param>
public sealed record StoreRow(
    AccountId Account, StoreId Id, string Name, string Title, StoreStatus Status, string Platform, string Plan, string? Worker, DateTimeOffset CreatedAt, DateTimeOffset? AwaySince = null);

/// <param name="Next">What to ask the next page with; null when there is none.</param>
public sealed record OperationPage(ImmutableArray<EntityOperation> Rows, string? Next);
