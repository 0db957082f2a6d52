using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Workers;

/// <summary>
/// One line of the list by which a worker is looked at. What is wrong keeps a newcomer out. One that was taken in before, or that the operator set up in the
/// configuration, is only told about it: its stores need its guard and its edge whatever else is the matter.
/// </summary>
public abstract class WorkerCheck(string name, string title) : IStep<WorkerContext>
{
    /// <summary>How the detail of a step begins that was passed with a warning.</summary>
    public const string Warning = "Warning: ";

    public string Name { get; } = $"Check.{name}";

    public string Title { get; } = title;

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> CheckAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(WorkerContext context, CancellationToken cancellationToken) => await LookAsync(context, cancellationToken) switch
    {
        Verdict.Fine fine => new StepOutcome.Done(fine.What),
        Verdict.Doubtful doubtful => new StepOutcome.Done($"{Warning}{doubtful.What} {doubtful.Remedy}"),
        Verdict.Wrong wrong when context.IsNewcomer => new Error(ErrorKind.NotPossible, "worker.check", $"{wrong.What} {wrong.Remedy}").AsFailure(),
        Verdict.Wrong wrong => new StepOutcome.Done($"{Warning}{wrong.What} {wrong.Remedy}"),
        Verdict.Unknown unknown => unknown.Why.AsFailure(),
        var other => throw new InvalidOperationException($"{other} is decided here first."),
    };

    public Task<StepOutcome> UndoAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);

    protected abstract Task<Verdict> LookAsync(WorkerContext context, CancellationToken cancellationToken);
}
