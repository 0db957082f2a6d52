using System.Globalization;
using System.Text;
using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Frontend.Words;

/// <summary>States as administrators read them: the names that log and database use.</summary>
public static class AdminWords
{
    /// <summary>How the detail of a worker's step begins that was passed with a warning.</summary>
    private const string Warning = "Warning: ";

    public static Tone ToneOf(StoreStatus status) => status switch
    {
        StoreStatus.Waiting => Tone.Warning,
        StoreStatus.Live => Tone.Good,
        StoreStatus.Provisioning or StoreStatus.Reverting or StoreStatus.Restarting or StoreStatus.Rotating or StoreStatus.Repairing or StoreStatus.Suspending or StoreStatus.Resuming
            or StoreStatus.Deleting or StoreStatus.Purging => Tone.Busy,
        StoreStatus.Failed or StoreStatus.Broken => Tone.Bad,
        StoreStatus.Suspended or StoreStatus.Deleted or StoreStatus.Purged => Tone.Quiet,
    };

    public static Tone ToneOf(WorkerStatus status) => status switch
    {
        WorkerStatus.Active => Tone.Good,
        WorkerStatus.Joining or WorkerStatus.Repairing => Tone.Busy,
        WorkerStatus.Failed or WorkerStatus.Unreachable => Tone.Bad,
        WorkerStatus.Retired => Tone.Quiet,
    };

    /// <summary>What is to be said of a worker that falls silent; null while it is heard. Since when, its problem says.</summary>
    public static string? OfSight(WorkerView worker) => worker switch
    {
        { Sight.Is: Sight.Suspect, State.Problem: null } => "Its engine has not answered for some seconds; it is asked again.",
        { State.Status: WorkerStatus.Unreachable, Sight.EdgeAnswers: true } => "Its edge still answers: its stores are served, and only the engine is away.",
        { State.Status: WorkerStatus.Unreachable, Sight.EdgeAnswers: false } => "Its edge does not answer either.",
        { State.Status: WorkerStatus.Unreachable } => "Its edge was not asked, so nobody knows whether its stores are served.",
        _ => null,
    };

    /// <summary>All that is wrong with a worker, each in a sentence or two.</summary>
    public static IReadOnlyList<string> ProblemsOf(WorkerView worker)
        => [.. new[] { worker.State.Problem?.Message, OfSight(worker) ?? (worker.Silence is { } silence ? $"It did not answer when it was last asked. {silence}" : null) }.OfType<string>()];

    /// <summary>What was found of a worker that will do, with what mends it.</summary>
    public static IEnumerable<string> WarningsOf(WorkerState worker)
        => (worker.Operation?.Steps ?? []).Select(step => step.Detail).OfType<string>().Where(detail => detail.StartsWith(Warning, StringComparison.Ordinal)).Select(detail => detail[Warning.Length..]);

    /// <summary>What was observed of a worker's engine.</summary>
    public static (string Text, Tone Tone) Of(WorkerSight sight) => sight.Is switch
    {
        Sight.Seen when sight.Misses > 0 => ("Silent", Tone.Warning),
        Sight.Seen => sight.Answers > 0 ? ("Answers", Tone.Good) : ("Not heard yet", Tone.Quiet),
        Sight.Suspect => ("Suspect", Tone.Warning),
        Sight.Lost => ("Away", Tone.Bad),
    };

    public static Tone ToneOf(OperationOutcome outcome) => outcome switch
    {
        OperationOutcome.Running or OperationOutcome.Reverting => Tone.Busy,
        OperationOutcome.Succeeded => Tone.Good,
        OperationOutcome.Failed => Tone.Bad,
        OperationOutcome.Cancelled => Tone.Quiet,
    };

    /// <summary>A worker's state as one sentence.</summary>
    public static string Of(WorkerStatus status) => status switch
    {
        WorkerStatus.Joining => "It is being looked at and set up.",
        WorkerStatus.Failed => "It could not be set up. What is wrong stands below with what mends it; it is tried again by itself, and at once when you check again.",
        WorkerStatus.Active => "It runs stores.",
        WorkerStatus.Repairing => "It runs stores while all of it is looked at and set right.",
        WorkerStatus.Unreachable => "Nobody hears of it. What it runs may well go on.",
        WorkerStatus.Retired => "It is out of service and nobody looks at it. It may be added again.",
    };

    /// <summary>A counted resource with its unit.</summary>
    public static string Amount(string resource, long amount) => resource switch
    {
        CapacityResources.MemoryMb or CapacityResources.DiskMb => Numbers.Megabytes((int)Math.Min(amount, int.MaxValue)),
        CapacityResources.CpuMillis => Numbers.Processors((int)Math.Min(amount, int.MaxValue)),
        _ => amount.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>How much of a resource of a worker is promised.</summary>
    public static string Used(WorkerOverview worker, string resource)
        => worker.Capacity.FirstOrDefault(use => use.Resource == resource) is { } use ? Amount(resource, use.Used) : "–";

    /// <summary>The same, and of how much.</summary>
    public static string UsedOf(WorkerOverview worker, string resource)
        => worker.Capacity.FirstOrDefault(use => use.Resource == resource) is { } use ? $"{Amount(resource, use.Used)} of {Amount(resource, use.Usable)}" : "–";

    public static string Resource(string resource) => resource switch
    {
        CapacityResources.MemoryMb => "Memory",
        CapacityResources.CpuMillis => "Processor",
        CapacityResources.DiskMb => "Disk",
        StoreMachine.SlotClaim => "Slots for stores",
        _ => resource,
    };

    /// <summary>A kind of claim that holds for the whole installation.</summary>
    public static string Claim(string kind) => kind switch
    {
        PersonMachine.EmailClaim => "E-mail addresses",
        AccountMachine.StoreNameClaim => "Store names",
        WorkerState.EngineClaim => "Docker Engines",
        _ => kind,
    };

    /// <summary>Whose an operation is, and where its page is; null where it has none.</summary>
    public static (string Text, string? Path) WhoseOf(EntityOperation row) => row.Table switch
    {
        "store" => (row.Name ?? row.Key.Split('/')[^1], $"/admin/stores/{row.Key}"),
        "worker" => ($"worker {row.Key}", $"/admin/workers/{row.Key}"),
        "edge" => ($"edge of {row.Key}", $"/admin/workers/{row.Key}"),
        _ => ($"{row.Table} {row.Key}", null),
    };

    /// <summary>What an operation is at: the steps under way, or the one that failed.</summary>
    public static string StepOf(Operation operation)
    {
        var steps = operation.Steps.Where(step => step.Status is StepStatus.Running or StepStatus.Undoing).ToList();
        var text = new StringBuilder(string.Join(", ", steps.Select(step => step.Title)));
        foreach (var detail in steps.Select(step => step.Detail ?? step.Error?.Message).OfType<string>().Take(1))
        {
            text.Append(CultureInfo.InvariantCulture, $" ({detail})");
        }

        return text.Length > 0 ? text.ToString() : operation.Steps.FirstOrDefault(step => step.Status == StepStatus.Failed)?.Title ?? "";
    }
}
