using System.Collections.Immutable;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Contracts.Stores;

/// <summary>A store as its page shows it.</summary>
public sealed record StoreView
{
    /// <summary>Changes with everything shown here.</summary>
    public required long Version { get; init; }
    public required StoreId Id { get; init; }
    public required AccountId Account { get; init; }
    public required StoreOrder Order { get; init; }
    public required string PlatformTitle { get; init; }

    /// <summary>Of the software it runs; null when nothing tells any more.</summary>
    public string? PlatformVersion { get; init; }

    /// <summary>What of it is its owner's, and where: "the PostgreSQL database shop: products, orders".</summary>
    public ImmutableArray<string> Data { get; init; } = [];
    public required string Plan { get; init; }
    public required PlanLimits Limits { get; init; }
    public required StoreStatus Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public DateTimeOffset? LiveSince { get; init; }

    /// <summary>Where visitors find it.</summary>
    public required Uri Address { get; init; }

    /// <summary>Where its administrator signs in.</summary>
    public required Uri AdminAddress { get; init; }

    /// <summary>The shop administrator's user name (or e-mail address, as the platform wants it).</summary>
    public required string AdminUser { get; init; }

    /// <summary>What a new owner does first, as the platform has it.</summary>
    public ImmutableArray<FirstStep> FirstSteps { get; init; } = [];

    public WorkerId? Worker { get; init; }

    /// <summary>Set while nobody hears of its worker: what is owed to it waits, and nobody can say how its containers do.</summary>
    public WorkerAway? Away { get; init; }

    /// <summary>Why it is there; null when it is nowhere, or when nobody wrote it down.</summary>
    public PlacementReason? PlacedFor { get; init; }

    /// <summary>How its mail goes out.</summary>
    public StoreMailWay MailWay { get; init; }

    /// <summary>The change under way, or the last one.</summary>
    public Operation? Operation { get; init; }

    /// <summary>How long such a change usually takes; null when none is under way.</summary>
    public TypicalTimes? Typical { get; init; }

    /// <summary>Why it stands still; null unless it is suspended or on its way there.</summary>
    public Suspension? Suspension { get; init; }

    public Error? Problem { get; init; }

    public StoreObservation? Observation { get; init; }

    /// <summary>What happened to it by itself, the newest last.</summary>
    public ImmutableArray<StoreIncident> Incidents { get; init; } = [];

    /// <summary>When a deleted store's data is removed for good.</summary>
    public DateTimeOffset? PurgeAt { get; init; }

    /// <summary>What may be asked of it now.</summary>
    public ImmutableArray<StoreCommandKind> Possible { get; init; } = [];

    /// <summary>What it is made of, in the order in which it starts.</summary>
    public ImmutableArray<StorePart> Parts { get; init; } = [];

    /// <summary>The volumes with the customer's data, as they are called on the worker.</summary>
    public ImmutableArray<string> Volumes { get; init; } = [];

    /// <summary>How long a deleted store's data is kept.</summary>
    public required TimeSpan Grace { get; init; }
}

/// <param name="Text">As in a list of things to do.</param>
/// <param name="Address">Where it is done.</param>
public sealed record FirstStep(string Text, Uri Address);

/// <param name="Name">Its name in the stack: database, cache, application …</param>
/// <param name="Title">In plain words: "the database".</param>
/// <param name="Container">What its container is called on the worker.</param>
public sealed record StorePart(string Name, string Title, string Container);

/// <param name="At">When the engine was asked.</param>
public sealed record StoreContainers(DateTimeOffset At, ImmutableArray<StoreContainer> Containers);

/// <param name="Component">Its name in the stack: database, cache, application …</param>
/// <param name="Title">In plain words: "the database".</param>
/// <param name="State">As Docker says it; <c>missing</c> when there is none.</param>
/// <param name="MemoryMb">What the plan gives it at most.</param>
/// <param name="Usage">The newest points, the oldest first. Taken only while somebody looks; empty at the first look.</param>
/// <param name="StartedAt">Since when it runs; null while it does not, and before it was asked.</param>
/// <param name="Restarts">How often Docker has started it again because it ended by itself.</param>
public sealed record StoreContainer(
    string Component, string Title, string State, DateTimeOffset? CreatedAt, int MemoryMb, int CpuMillis, ImmutableArray<UsagePoint> Usage, DateTimeOffset? StartedAt = null, int Restarts = 0);

/// <summary>What a container used between the point before and this one.</summary>
/// <param name="CpuMillis">Thousandths of a processor.</param>
public sealed record UsagePoint(DateTimeOffset At, int CpuMillis, int MemoryMb, long ReceivedPerSecond, long SentPerSecond)
{
    /// <summary>How many are kept of each container: three minutes of somebody looking.</summary>
    public const int Kept = 60;
}

/// <summary>A line that one of the store's containers wrote.</summary>
/// <param name="Cursor">Where to go on reading after this line.</param>
public sealed record StoreLogLine(long Cursor, DateTimeOffset At, bool IsError, string Text)
{
    /// <summary>No asking gets more lines of the past than this.</summary>
    public const int MostTail = 20_000;
}

/// <param name="Other">A change of the password did not come to its end: either this one is valid or the other.</param>
public sealed record StoreCredentials(Uri AdminAddress, string User, string Password, string? Other = null)
{
    public override string ToString() => $"{User} [redacted]";
}
