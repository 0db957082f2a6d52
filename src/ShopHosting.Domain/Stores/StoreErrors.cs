using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Domain.Stores;

/// <summary>What can be refused about a store.</summary>
public static class StoreErrors
{
    public static Error Cancelled { get; } = new(ErrorKind.NotPossible, "store.cancelled", "It was cancelled before it was ready. Nothing of it is left; you can try again or delete it.");

    public static Error NoSuchStore { get; } = new(ErrorKind.NotFound, "store.not-found", "There is no such store.");

    public static Error NoSuchMail { get; } = new(ErrorKind.NotFound, "store.no-such-mail", "There is no such mail of this store, or its text is no longer kept.");

    public static Error NotOpen { get; } = new(ErrorKind.NotPossible, "store.not-open", "Signing in is possible while the shop is running; look at its state first.");

    public static Error Suspended { get; } = new(ErrorKind.NotPossible, "store.suspended", $"Signing in is not possible: {Situation(StoreStatus.Suspended)}");

    public static Error SuspendedOtherwise { get; } = new(ErrorKind.NotPossible, "store.suspended-otherwise", "The store is suspended for another reason; an administrator can resume it.");

    public static Error BadSuspensionWords(string problem) => new(ErrorKind.Invalid, "store.bad-suspension-words", $"What the customer is told {problem}", "Words");

    public static Error NoSuchPart(string part) => new(ErrorKind.Invalid, "store.no-such-part", $"The shop has no part called '{part}'; choose one of its page.");

    public static Error NameNotConfirmed { get; } = new(ErrorKind.Invalid, "store.name-not-confirmed", "Type the shop's address exactly as it stands above, to show that you mean this one.", "ConfirmedName");

    public static Error WorkerIsThere { get; } = new(ErrorKind.NotPossible, "store.worker-is-there", "A store can be forgotten only while its worker is unreachable; this one's can be deleted.");

    public static Error BadName(string message) => new(ErrorKind.Invalid, "store.bad-name", message, "Name");

    public static Error NameTaken(StoreName name) => new(ErrorKind.Taken, "store.name-taken", $"The address '{name}' is taken; choose another.", "Name");

    public static Error NotPossible(StoreState store, StoreCommand command) => new(ErrorKind.NotPossible, "store.not-possible", $"{Verb(command.Kind)} is not possible: {Situation(store.Status)}");

    public static Error NoRoom(string why) => new(ErrorKind.Capacity, "store.no-room", $"There is no room for the store at the moment: {why}.");

    public static Error UnknownPlatform(string platform) => new(ErrorKind.Invalid, "store.unknown-platform", $"There is no kind of shop called '{platform}' here.", "Platform");

    public static Error PlatformMissing(string title, string why) => new(ErrorKind.NotPossible, "store.platform-missing", $"{title} can't be offered here: {why}", "Platform");

    public static Error PlanTooSmall(string platform, int memoryMb, Plans.Plan plan) => new(ErrorKind.Invalid, "store.plan-too-small",
        $"{platform} needs {memoryMb} MiB of memory, and the plan {plan.Title} has {plan.Limits.MemoryMb}; choose a larger plan.", "Plan");

    public static Error TookTooLong(Operation operation) => new(ErrorKind.Unavailable, "operation.took-too-long",
        $"It was not finished within {(operation.Deadline - operation.StartedAt).TotalMinutes:0} minutes.");

    public static Error DataMissing(WorkerId worker, IEnumerable<string> volumes) => new(ErrorKind.NotPossible, DataMissingCode,
        $"Data of the store is not on worker {worker}: {string.Join(", ", volumes)}. Nothing was put in its place; an operator has to look.");

    public const string DataMissingCode = "store.data-missing";

    public static Error LeftBehind(IEnumerable<StepProgress> steps) => new(ErrorKind.Unavailable, "store.left-behind",
        "Not all could be taken away: " + string.Join(" ", steps.Select(step => $"{step.Title}: {step.Error?.Message}")));

    private static string Verb(StoreCommandKind kind) => kind switch
    {
        StoreCommandKind.Provision => "Making the store",
        StoreCommandKind.Retry => "Trying again",
        StoreCommandKind.Cancel => "Cancelling",
        StoreCommandKind.Restart => "Restarting",
        StoreCommandKind.Repair => "Repairing",
        StoreCommandKind.Rotate => "Changing the administrator's password",
        StoreCommandKind.Suspend => "Suspending",
        StoreCommandKind.Resume => "Resuming",
        StoreCommandKind.Delete => "Deleting",
        StoreCommandKind.Purge => "Removing the data",
        StoreCommandKind.Forget => "Forgetting",
        StoreCommandKind.WorkFinished or StoreCommandKind.WorkFailed => "This step",
    };

    private static string Situation(StoreStatus status) => status switch
    {
        StoreStatus.Waiting => "the store waits for room on a server.",
        StoreStatus.Provisioning => "the store is still being made.",
        StoreStatus.Live => "the store is running.",
        StoreStatus.Reverting => "what was made of the store is just being taken away; wait a moment.",
        StoreStatus.Failed => "the store could not be made; try again or delete it.",
        StoreStatus.Restarting => "the store is just being restarted.",
        StoreStatus.Repairing => "the store is just being repaired.",
        StoreStatus.Rotating => "the administrator is just getting a new password.",
        StoreStatus.Broken => "the store needs attention; restart it or ask for help.",
        StoreStatus.Suspending or StoreStatus.Suspended => "the store is suspended; its page says why, and what helps. When it is resumed, this is possible again.",
        StoreStatus.Resuming => "the store is just being resumed; wait a moment.",
        StoreStatus.Deleting => "the store is being deleted.",
        StoreStatus.Deleted or StoreStatus.Purging or StoreStatus.Purged => "the store is deleted.",
    };
}
