using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Testing;

/// <summary>Values with good defaults, for tests that care about one thing of them.</summary>
public static class Some
{
    public static DateTimeOffset Noon { get; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static Error Failure { get; } = new(ErrorKind.Unavailable, "test.failed", "It failed because the test wants it.");

    public static OperationId Operation(int number = 1) => OperationId.Parse(IdText.Derive("operation", $"{number}"));

    public static AccountId Account(int number = 1) => AccountId.From(Operation(number));

    public static UserId User(int number = 1) => UserId.From(Operation(number));

    public static StoreId StoreId(int number = 1) => Domain.Ids.StoreId.From(Operation(number));

    public static WorkerId Worker { get; } = WorkerId.Parse("w1");

    public static StoreName Name(string name) => StoreName.Parse(name) is { Ok: true } parsed ? parsed.Value : throw new ArgumentException($"'{name}' is no store name.", nameof(name));

    public static EmailAddress Email(string text = "owner@shops.example")
        => EmailAddress.TryParse(text, out var email) ? email : throw new ArgumentException($"'{text}' is no address.", nameof(text));

    public static PlanLimits Limits { get; } = new(1024, 1000, 200, 5120);

    public static Plan Plan(int stores = 3) => new("starter", "Starter", "For a first shop.", 900, "EUR", stores, Limits);

    public static StoreOrder Order(string name = "teashop", string platform = "woocommerce", string title = "Tea & Co")
        => new(Name(name), platform, title, "DE", "EUR", Email());

    public static StepProgress Step(string name, int stage = 0, StepStatus status = StepStatus.Pending, TimeSpan? limit = null)
        => new() { Name = name, Title = $"Doing {name}", Stage = stage, Limit = limit ?? TimeSpan.FromMinutes(2), Status = status };

    public static Operation OperationOf(OperationKind kind, params StepProgress[] steps) => new()
    {
        Id = Operation(),
        Kind = kind,
        AskedBy = User().Value,
        StartedAt = Noon,
        Deadline = Noon + OperationLimits.Of(kind),
        Steps = [.. steps],
    };

    /// <summary>A store as it is in this status: with its place, and its operation under way or finished, as the status says.</summary>
    public static StoreState Store(StoreStatus status = StoreStatus.Live, int number = 1, string name = "teashop")
    {
        var isUnplaced = status is StoreStatus.Waiting or StoreStatus.Failed or StoreStatus.Purged;
        var wasLive = status is not (StoreStatus.Waiting or StoreStatus.Provisioning or StoreStatus.Reverting or StoreStatus.Failed);
        var operation = OperationOf(KindOf(status), Step("One"));
        return new StoreState
        {
            Id = StoreId(number),
            Account = Account(),
            Order = Order(name),
            Plan = "starter",
            Limits = Limits,
            Status = status,
            CreatedAt = Noon,
            ChangedAt = Noon,
            LiveSince = wasLive ? Noon : null,
            Placement = isUnplaced ? null : new Placement(Worker, 0),
            Operation = status switch
            {
                StoreStatus.Provisioning => operation with { Steps = [Step("One") with { Status = StepStatus.Done }] },
                StoreStatus.Reverting => operation with { Outcome = OperationOutcome.Reverting },
                StoreStatus.Failed or StoreStatus.Broken => operation with { Outcome = OperationOutcome.Failed, FinishedAt = Noon, Error = Failure },
                _ when StoreMachine.Owed(status) is null => operation with { Outcome = OperationOutcome.Succeeded, FinishedAt = Noon },
                _ => operation,
            },
            Suspension = StoreMachine.StandsStill(status) ? new Suspension(SuspensionCause.Unpaid, "Please pay.", "somebody", Noon) : null,
            Pending = status == StoreStatus.Rotating ? new PendingSecret("admin-password", new Secret("next")) : null,
            Asked = [Operation()],
            Problem = status is StoreStatus.Reverting or StoreStatus.Failed or StoreStatus.Broken ? Failure : null,
            PurgeAt = status is StoreStatus.Deleting or StoreStatus.Deleted ? Noon + TimeSpan.FromDays(7) : null,
        };
    }

    public static PlacementReason PlacementReason(PlacementScore? next = null, params LeftOut[] leftOut)
        => new(Noon, 1 + leftOut.Sum(left => left.Count) + (next is null ? 0 : 1), [.. leftOut], new PlacementScore(Worker, 620, CapacityResources.MemoryMb, 0), next);

    public static PersonState Person(PersonStatus status = PersonStatus.Active) => new()
    {
        Id = User(),
        Email = Email(),
        PasswordHash = "hash of a test",
        Status = status,
        CreatedAt = Noon,
        Account = status == PersonStatus.Active ? Account() : null,
        Pending = status == PersonStatus.SigningUp ? Pending() : null,
    };

    public static PendingAccount Pending() => new(Account(), "Tea & Co", "starter", Operation(), Order());

    public static AccountState AccountWith(params AccountStore[] stores) => new()
    {
        Id = Account(),
        Name = "Tea & Co",
        Owner = User(),
        Plan = "starter",
        Status = stores.All(store => store.IsOrdered) ? AccountStatus.Active : AccountStatus.Ordering,
        CreatedAt = Noon,
        Stores = [.. stores],
    };

    public static WorkerState WorkerIn(WorkerStatus status) => new()
    {
        Id = Worker,
        Endpoint = "unix:///var/run/docker.sock",
        Status = status,
        ChangedAt = Noon,
        AcceptedAt = status is WorkerStatus.Active or WorkerStatus.Repairing or WorkerStatus.Unreachable ? Noon : null,
        UnreachableSince = status == WorkerStatus.Unreachable ? Noon : null,
        Failures = status == WorkerStatus.Failed ? 1 : 0,
        Problem = status is WorkerStatus.Failed or WorkerStatus.Unreachable ? Failure : null,
        Operation = OperationOf(status == WorkerStatus.Repairing ? OperationKind.RepairWorker : OperationKind.JoinWorker) is var operation && WorkerMachine.Owed(status)
            ? operation
            : operation with { FinishedAt = Noon, Outcome = status == WorkerStatus.Failed ? OperationOutcome.Failed : OperationOutcome.Succeeded },
    };

    private static OperationKind KindOf(StoreStatus status) => status switch
    {
        StoreStatus.Waiting or StoreStatus.Provisioning or StoreStatus.Live or StoreStatus.Reverting or StoreStatus.Failed => OperationKind.Provision,
        StoreStatus.Restarting => OperationKind.Restart,
        StoreStatus.Rotating => OperationKind.RotatePassword,
        StoreStatus.Repairing or StoreStatus.Broken => OperationKind.Repair,
        StoreStatus.Suspending or StoreStatus.Suspended => OperationKind.Suspend,
        StoreStatus.Resuming => OperationKind.Resume,
        StoreStatus.Deleting or StoreStatus.Deleted => OperationKind.Delete,
        StoreStatus.Purging or StoreStatus.Purged => OperationKind.Purge,
    };
}
