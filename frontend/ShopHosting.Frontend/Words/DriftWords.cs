using ShopHosting.Domain.Operations;

namespace ShopHosting.Frontend.Words;

/// <summary>What became of something that was found otherwise than it should be, in a sentence.</summary>
public static class DriftWords
{
    /// <summary>After "The database was not running."</summary>
    public static string Outcome(Operation operation) => operation switch
    {
        { Outcome: OperationOutcome.Succeeded, Steps.IsEmpty: true } => "It was put right at once.",
        { Outcome: OperationOutcome.Succeeded, FinishedAt: { } finished } => $"It was put right {Numbers.Took(finished - operation.StartedAt)} later.",
        { Outcome: OperationOutcome.Failed } => "It could not be put right.",
        { Outcome: OperationOutcome.Cancelled } => "Something else was asked before it was put right.",
        _ => "It is being put right.",
    };

    /// <summary>The steps that changed something; those that found all as it should be are left out.</summary>
    public static string Done(Operation operation) => string.Join(", ", operation.Steps.Where(step => step.Status == StepStatus.Done).Select(step => step.Title));
}
