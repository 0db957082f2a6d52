using System.Collections.Immutable;
using System.Globalization;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>A container of the platform itself runs and serves.</summary>
public sealed class StartPlatformContainer(
    string role,
    Func<PlatformContainers, VolumeSpec?> volumeOf,
    Func<PlatformContainers, Operation, ContainerSpec> containerOf,
    ImmutableArray<string> ready) : IStep<WorkerContext>
{
    public string Name => $"Start.{role}";

    public string Title { get; } = $"Starting the {role}";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    /// <summary>Ensuring it is as quick as asking.</summary>
    public Task<Finding> CheckAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        if (volumeOf(context.Containers) is { } volume && await context.Engine.EnsureVolumeAsync(volume, cancellationToken) is { Ok: false } refused)
        {
            return refused.Outcome();
        }

        var container = containerOf(context.Containers, context.Operation);
        var ensured = await context.Engine.EnsureContainerAsync(container, [], cancellationToken);
        if (!ensured.Ok)
        {
            return ensured.Outcome();
        }

        var patience = ((int)StoreContext.LongestPatience.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var answer = await context.Engine.ExecAsync(new ExecRequest(container.Name, [.. ready, patience], Timeout: StoreContext.LongestPatience * 3), cancellationToken);
        return answer is { Ok: true, Value.ExitCode: 0 } ? StepOutcome.Finished : new StepOutcome.NotYet(TimeSpan.FromMilliseconds(250), $"the {role} to answer");
    }

    /// <summary>Stores rely on it; it is never taken away by a failed joining.</summary>
    public Task<StepOutcome> UndoAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
