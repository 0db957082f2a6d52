using System.Globalization;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Words;

/// <summary>A store's state in words: the badge, a sentence and what to do next.</summary>
/// <param name="NextStep">What the customer may do now; empty when nothing is to be done.</param>
public sealed record StoreWords(string Title, string Sentence, string NextStep, Tone Tone)
{
    private static readonly TimeSpan NewFor = TimeSpan.FromDays(1);

    public static StoreWords Of(StoreView store) => store.Away is { } away ? OfAway(store, away) : OfStatus(store);

    private static StoreWords OfStatus(StoreView store) => store.Status switch
    {
        StoreStatus.Waiting => new("Waiting for room", "Your shop waits for room on a server.", "You need do nothing: your order is kept, and the shop is made by itself as soon as there is room. You may also cancel it.", Tone.Quiet),
        StoreStatus.Provisioning => new("Being made", "Your shop is being put together.", "You may close this page: the work goes on, and you find the shop again under “Your shops”.", Tone.Busy),
        StoreStatus.Live when store.Observation is { IsFine: false } seen => new("Not answering", "The shop is running, but does not answer visitors as it should.",
            $"{seen.Problem} It is asked again by itself. If this goes on, restart it.", Tone.Warning),
        StoreStatus.Live => new("Live", "Your shop is open: visitors can reach it.", "", Tone.Good),
        StoreStatus.Reverting => new("Being taken back", "What had been made of the shop is being taken away again.", "When that is done you can try again.", Tone.Busy),
        StoreStatus.Failed when store.Operation?.Outcome == OperationOutcome.Cancelled => new("Cancelled", "You stopped it. Nothing of the shop is left but its address, which is kept for you.",
            "Try again, or delete it to free the address.", Tone.Quiet),
        StoreStatus.Failed => new("Failed", "The shop could not be made. Nothing of it is left but its address, which is kept for you.", "What went wrong is below. Trying again often helps and costs nothing; deleting frees the address.", Tone.Bad),
        StoreStatus.Restarting => new("Restarting", "The shop is being restarted. Visitors wait a moment.", "", Tone.Busy),
        StoreStatus.Repairing => new("Being repaired", "Something was not as it should be and is being put right. Your data is untouched.", "", Tone.Busy),
        StoreStatus.Rotating => new("Getting a new password", "The shop's administrator is getting a new password. Visitors notice nothing.", "", Tone.Busy),
        StoreStatus.Broken => new("Needs attention", "Something about the shop needs attention. Its data is untouched.", "Restart it. It is also looked at again by itself every few minutes.", Tone.Bad),
        StoreStatus.Suspending => new("Being suspended", "The shop is being taken off the Internet for a while. All its data stays.", "", Tone.Busy),
        StoreStatus.Suspended => new("Suspended", "The shop stands still: visitors read that it is paused, and nobody can buy.", "", Tone.Warning),
        StoreStatus.Resuming => new("Being resumed", "The shop is being started again.", "", Tone.Busy),
        StoreStatus.Deleting => new("Being deleted", "The shop is being taken off the Internet.", "", Tone.Busy),
        StoreStatus.Deleted => new("Deleted", "The shop is off the Internet. Its data and address are kept for a while.", "When that time is over, both are removed for good.", Tone.Quiet),
        StoreStatus.Purging => new("Being removed", "The shop's data is being removed for good.", "", Tone.Busy),
        StoreStatus.Purged => new("Removed", "Nothing of the shop is left.", "Its address is free again.", Tone.Quiet),
    };

    /// <summary>Nobody hears of its worker: that goes before what the store's own status says, which is of before.</summary>
    private static StoreWords OfAway(StoreView store, WorkerAway away)
    {
        var silence = string.Create(CultureInfo.InvariantCulture, $"Its server has not answered since {away.Since:HH:mm} UTC ({away.Since:d MMMM}).");
        var usually = OfStatus(store);
        return IsUnderWay(store.Status)
            ? usually with { Title = $"{usually.Title}, waiting", Sentence = silence, NextStep = "What is being done goes on by itself when the server is back. Nothing of it is lost.", Tone = Tone.Warning }
            : !IsReachable(store.Status) ? usually
            : away.Edge is not null && store.Observation is { IsFine: true } seen && seen.At > away.Since
                ? new("Open, server silent", silence, "The shop itself still answers visitors. Only what is done here for it waits until the server is back.", Tone.Warning)
            : new("Server unreachable", silence, "From here nobody can tell whether the shop still answers visitors. Your data is on that server; nothing is done to it.", Tone.Bad);
    }

    /// <summary>Whether it opened not long ago and nothing happened to it since.</summary>
    public static bool IsNew(StoreView store, DateTimeOffset now)
        => store is { Status: StoreStatus.Live, Operation.Kind: OperationKind.Provision, LiveSince: { } since } && Of(store).Tone == Tone.Good && now - since < NewFor;

    /// <summary>Whether something changes by itself soon.</summary>
    public static bool IsUnderWay(StoreStatus status) => status switch
    {
        StoreStatus.Provisioning or StoreStatus.Reverting or StoreStatus.Restarting or StoreStatus.Repairing or StoreStatus.Rotating or StoreStatus.Suspending or StoreStatus.Resuming
            or StoreStatus.Deleting or StoreStatus.Purging => true,
        StoreStatus.Waiting or StoreStatus.Live or StoreStatus.Failed or StoreStatus.Broken or StoreStatus.Suspended or StoreStatus.Deleted or StoreStatus.Purged => false,
    };

    /// <summary>Whether visitors can be sent to its address.</summary>
    public static bool IsReachable(StoreStatus status) => status switch
    {
        StoreStatus.Live or StoreStatus.Broken or StoreStatus.Restarting or StoreStatus.Repairing or StoreStatus.Rotating => true,
        StoreStatus.Waiting or StoreStatus.Provisioning or StoreStatus.Reverting or StoreStatus.Failed or StoreStatus.Suspending or StoreStatus.Suspended or StoreStatus.Resuming or StoreStatus.Deleting or StoreStatus.Deleted or StoreStatus.Purging or StoreStatus.Purged => false,
    };

    public static string Of(OperationKind kind, bool isFinished) => kind switch
    {
        OperationKind.SignUp => "Signing up",
        OperationKind.Provision => isFinished ? "How making it went" : "Making your shop",
        OperationKind.Restart => isFinished ? "The last restart" : "Restarting",
        OperationKind.Repair => isFinished ? "The last repair" : "Repairing",
        OperationKind.RotatePassword => isFinished ? "The last change of the password" : "Changing the password",
        OperationKind.SignIn => "Opening the shop's admin",
        OperationKind.ShowPassword => "Showing the password",
        OperationKind.Suspend => isFinished ? "How it was suspended" : "Suspending",
        OperationKind.Resume => isFinished ? "How it was resumed" : "Resuming",
        OperationKind.RemoveLeftovers => "Looking after what was left elsewhere",
        OperationKind.RepairEdge => "Giving an edge its configuration",
        OperationKind.Delete => isFinished ? "How it was deleted" : "Deleting",
        OperationKind.Purge => isFinished ? "How its data was removed" : "Removing its data",
        OperationKind.Forget => isFinished ? "How it was given up" : "Giving it up with its server",
        OperationKind.JoinWorker => "Taking in a server",
        OperationKind.RepairWorker => isFinished ? "The last look at a server" : "Setting a server right",
        OperationKind.CordonWorker => "Cordoning a server",
        OperationKind.UncordonWorker => "Ending the cordon of a server",
        OperationKind.SetIngress => "Changing where visitors come in",
        OperationKind.RetireWorker => "Retiring a server",
    };

    /// <summary>What was done, as a line of the activity says it.</summary>
    public static string Done(OperationKind kind) => kind switch
    {
        OperationKind.SignUp => "Signed up",
        OperationKind.Provision => "Made the shop",
        OperationKind.Restart => "Restarted it",
        OperationKind.Repair => "Put right what was not as it should be",
        OperationKind.RotatePassword => "Gave its administrator a new password",
        OperationKind.SignIn => "Opened its admin by a link",
        OperationKind.ShowPassword => "Was shown the administrator's password",
        OperationKind.Suspend => "Suspended it",
        OperationKind.Resume => "Resumed it",
        OperationKind.RemoveLeftovers => "Looked after what was left of it elsewhere",
        OperationKind.RepairEdge => "Gave an edge its configuration again",
        OperationKind.Delete => "Deleted it",
        OperationKind.Purge => "Removed its data for good",
        OperationKind.Forget => "Gave it up with its server",
        OperationKind.JoinWorker => "Took in a server",
        OperationKind.RepairWorker => "Looked at a server and set it right",
        OperationKind.CordonWorker => "Cordoned a server",
        OperationKind.UncordonWorker => "Ended the cordon of a server",
        OperationKind.SetIngress => "Changed whether visitors come in by a server",
        OperationKind.RetireWorker => "Retired a server",
    };

    public static (string Text, Tone Tone) Of(OperationOutcome outcome) => outcome switch
    {
        OperationOutcome.Running => ("Under way", Tone.Busy),
        OperationOutcome.Succeeded => ("Done", Tone.Good),
        OperationOutcome.Reverting => ("Being taken back", Tone.Busy),
        OperationOutcome.Failed => ("Failed", Tone.Bad),
        OperationOutcome.Cancelled => ("Cancelled", Tone.Quiet),
    };

    /// <summary>A step's state.</summary>
    /// <param name="status">Of the step.</param>
    /// <param name="isOver">Whether the operation is at its end, or on its way back: what has not begun never will.</param>
    public static (string Text, Tone Tone) Of(StepStatus status, bool isOver) => status switch
    {
        StepStatus.Pending => (isOver ? "not begun" : "waiting its turn", Tone.Quiet),
        StepStatus.Running => ("under way", Tone.Busy),
        StepStatus.Done => ("done", Tone.Good),
        StepStatus.Skipped => ("was there already", Tone.Good),
        StepStatus.Failed => ("failed", Tone.Bad),
        StepStatus.Undoing => ("being taken back", Tone.Busy),
        StepStatus.Undone => ("taken back", Tone.Quiet),
        StepStatus.UndoFailed => ("could not be taken back", Tone.Bad),
    };

    /// <summary>A part as a heading has it: "the database" is Database.</summary>
    public static string OfPart(string title)
    {
        var word = title.StartsWith("the ", StringComparison.Ordinal) ? title[4..] : title;
        return word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
    }

    /// <summary>A container's state as the engine says it.</summary>
    /// <param name="state">The engine's word.</param>
    /// <param name="isMeantToStandStill">Whether the shop is suspended.</param>
    public static (string Text, Tone Tone) OfContainer(string state, bool isMeantToStandStill) => state switch
    {
        "exited" or "dead" when isMeantToStandStill => ("Stopped", Tone.Quiet),
        "running" => ("Running", Tone.Good),
        "created" => ("Not started yet", Tone.Quiet),
        "restarting" => ("Restarting", Tone.Warning),
        "paused" => ("Paused", Tone.Warning),
        "exited" or "dead" => ("Stopped", Tone.Bad),
        "removing" => ("Being removed", Tone.Busy),
        "missing" => ("Not there", Tone.Quiet),
        _ => (state, Tone.Quiet),
    };
}
