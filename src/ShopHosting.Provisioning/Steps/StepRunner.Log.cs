using Microsoft.Extensions.Logging;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Provisioning.Steps;

public sealed partial class StepRunner
{
    private void Tell(Operation operation, string step, StepOutcome outcome, string entity, TimeSpan took)
    {
        switch (outcome)
        {
            case StepOutcome.Failed failed:
                LogFailed(step, entity, operation.Id.Value, operation.Attempt, operation.IsBackward, took.TotalMilliseconds, failed.Error.Code, failed.Error.Message, failed.Retry);
                break;
            case StepOutcome.Done or StepOutcome.AlreadyThere:
                LogFinished(step, entity, operation.Id.Value, operation.Attempt, operation.IsBackward, took.TotalMilliseconds);
                break;
        }
    }

    [LoggerMessage(LogLevel.Information, "Step {Step} of {Entity} finished in {Milliseconds:0} ms (operation {Operation}, attempt {Attempt}, backward {Backward})")]
    private partial void LogFinished(string step, string entity, string operation, int attempt, bool backward, double milliseconds);

    [LoggerMessage(LogLevel.Warning, "Step {Step} of {Entity} failed after {Milliseconds:0} ms with {Code}: {Message} (operation {Operation}, attempt {Attempt}, backward {Backward}, {Retry})")]
    private partial void LogFailed(string step, string entity, string operation, int attempt, bool backward, double milliseconds, string code, string message, RetryClass retry);

    [LoggerMessage(LogLevel.Error, "Step {Step} of {Entity} met an unexpected problem (operation {Operation})")]
    private partial void LogSurprise(Exception exception, string step, string entity, string operation);
}
