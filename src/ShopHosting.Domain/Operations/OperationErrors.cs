namespace ShopHosting.Domain.Operations;

/// <summary>What can be wrong with an operation or a step of any entity.</summary>
public static class OperationErrors
{
    public static Error TookTooLong(StepProgress step, string waitingFor) => new(ErrorKind.Unavailable, "step.took-too-long",
        $"{step.Title} took longer than {step.Limit.TotalSeconds:0} seconds (waiting for {waitingFor}).");

    public static Error Busy(Operation running) => new(ErrorKind.NotPossible, "operation.busy",
        $"Another change is still under way ({running.Kind}); try again when it has finished.");
}
