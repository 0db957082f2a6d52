using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Storage;

namespace ShopHosting.Domain.Stores;

/// <summary>A secret that shall take the place of another.</summary>
public sealed record PendingSecret(string Purpose, Secret Value);

/// <summary>All that is known of one store.</summary>
public sealed record StoreState : IEntityState<StoreState>
{
    /// <summary>How many operation ids are remembered for recognising what was asked before.</summary>
    public const int RememberedOperations = 16;

    public static EntityTable Table { get; } = new("store", "account", "name", "status", "platform", "plan", "worker", "title", "created_at");

    public required StoreId Id { get; init; }

    public required AccountId Account { get; init; }

    public required StoreOrder Order { get; init; }

    public required string Plan { get; init; }

    public required PlanLimits Limits { get; init; }

    public required StoreStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it entered its status.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was seen from outside for the first time; from then on it has data that only a delete command may take.</summary>
    public DateTimeOffset? LiveSince { get; init; }

    /// <summary>Where it is; null before it has a place and after that was given back.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Why it is there; null for a store that was placed before this was written down.</summary>
    public PlacementReason? PlacedFor { get; init; }

    /// <summary>Slots that turned out to be unusable on their worker (a port of another program, a subnet of another network).</summary>
    public ImmutableArray<Placement> Avoid { get; init; } = [];

    /// <summary>Passwords and keys of this store alone, by purpose.</summary>
    public ImmutableSortedDictionary<string, Secret> Secrets { get; init; } = ImmutableSortedDictionary<string, Secret>.Empty;

    /// <summary>A secret that is on its way into the shop: while it is here, either it or the one of its purpose in <see cref="Secrets"/> is valid.</summary>
    public PendingSecret? Pending { get; init; }

    /// <summary>What is restarted, while it is restarting; null for all of it.</summary>
    public string? RestartOf { get; init; }

    /// <summary>The images it runs, by image name: it keeps them until an update moves it.</summary>
    public ImmutableSortedDictionary<string, string> Images { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Counts the changes of what its containers shall be like.</summary>
    public int Generation { get; init; } = 1;

    public Operation? Operation { get; init; }

    /// <summary>The newest operation ids asked of it, the newest last.</summary>
    public ImmutableArray<OperationId> Asked { get; init; } = [];

    /// <summary>Why it stands still; null unless it is suspended or on its way there.</summary>
    public Suspension? Suspension { get; init; }

    /// <summary>Why it failed or what is wrong with it.</summary>
    public Error? Problem { get; init; }

    /// <summary>How often in a row it could not be put right.</summary>
    public int Failures { get; init; }

    public StoreObservation? Observation { get; init; }

    /// <summary>What happened to it by itself, the newest last.</summary>
    public ImmutableArray<StoreIncident> Incidents { get; init; } = [];

    /// <summary>When its data is removed for good.</summary>
    public DateTimeOffset? PurgeAt { get; init; }

    /// <summary>Owed work is taken up not before this time.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    [JsonIgnore]
    public string Key => KeyOf(Account, Id);

    public static string KeyOf(AccountId account, StoreId store) => $"{account}/{store}";

    public IReadOnlyList<object?> Promoted() =>
    [
        Account.Value, Order.Name.Value, Status.ToString(), Order.Platform, Plan, Placement?.Worker.Value, Order.Title, CreatedAt.ToUnixTimeMilliseconds(),
    ];

    public DateTimeOffset? DueAt() => StoreMachine.DueAt(this);

    public IEnumerable<Claim> Claims() => StoreMachine.Claims(this);

    public Operation? CurrentOperation() => Operation;
}
