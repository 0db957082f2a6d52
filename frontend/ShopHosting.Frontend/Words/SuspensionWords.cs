using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Words;

/// <summary>Why a shop is suspended, in words.</summary>
/// <param name="Sentence">To its customer.</param>
/// <param name="NextStep">What its customer may do.</param>
public sealed record SuspensionWords(string Sentence, string NextStep)
{
    public static SuspensionWords Of(SuspensionCause cause) => cause switch
    {
        SuspensionCause.AskedByCustomer => new("It is suspended because you asked for it.", "Say when you want it back: an administrator resumes it."),
        SuspensionCause.Unpaid => new("It is suspended because a payment is open.", "When that is paid, it is resumed."),
        SuspensionCause.Abuse => new("It is suspended because it was used against the rules, or by somebody who got in.", "Answer the administrators: they resume it when it can't happen again."),
        SuspensionCause.Maintenance => new("It is suspended for work that can't be done while it runs.", "You need do nothing: it is resumed when the work is done."),
    };

    /// <summary>The reasons to choose from.</summary>
    public static IReadOnlyList<Choice> Choices { get; } = [new("", "Choose…"), .. Enum.GetValues<SuspensionCause>().Select(cause => new Choice(cause.ToString(), cause.Title()))];

    /// <summary>By whom, as its customer is told: administrators have no names here.</summary>
    public static string By(Suspension suspension) => suspension.By == SystemActor.Name ? "by the system" : "by an administrator";
}
