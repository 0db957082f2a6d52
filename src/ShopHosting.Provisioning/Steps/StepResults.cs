using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Steps;

/// <summary>From what an engine answers to how a step ended. The one place that says which failure is worth another try.</summary>
public static class StepResults
{
    public static StepOutcome Outcome(this Result result) => result.Ok ? StepOutcome.Finished : result.Error.AsFailure();

    public static StepOutcome Outcome<T>(this Result<T> result, string? detail = null) => result.Ok ? new StepOutcome.Done(detail) : result.Error.AsFailure();

    public static StepOutcome AsFailure(this Error error) => new StepOutcome.Failed(error, EngineErrors.IsUnreachable(error) ? RetryClass.Unreachable : error.Kind switch
    {
        ErrorKind.Unavailable or ErrorKind.Taken or ErrorKind.TooOften => RetryClass.Transient,
        ErrorKind.Capacity => RetryClass.Capacity,
        ErrorKind.Invalid or ErrorKind.NotFound or ErrorKind.NotPossible or ErrorKind.Forbidden => RetryClass.Permanent,
    });

    /// <summary>The first failure of several, or success.</summary>
    public static Result FirstFailure(this IEnumerable<Result> results) => results.FirstOrDefault(result => !result.Ok) ?? Result.Success;

    /// <summary>All failures of several in one error, or success: cleaning up carries on and tells everything.</summary>
    public static Result AllFailures(this IReadOnlyCollection<Result> results)
    {
        var errors = results.Where(result => !result.Ok).Select(result => result.Error!).ToList();
        return errors.Count == 0 ? Result.Success : errors[0] with { Message = string.Join(" ", errors.Select(error => error.Message)) };
    }
}
