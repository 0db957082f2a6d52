using System.Globalization;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>A container of the platform itself runs and serves.</summary>
public sealed class StartPlatformContainer(string role, string title) : IStep<WorkerContext>
{
    public string Name => $"Start.{role}";

    public string Title { get; } = $"Starting {title}";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    /// <summary>Ensuring it is as quick as asking.</summary>
    public Task<Finding> CheckAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        if (context.Containers.All(context.Operation).FirstOrDefault(wanted => wanted.Role == role) is not { } wanted)
        {
            return new StepOutcome.Done("this installation has no image for it");
        }

        foreach (var volume in wanted.Volumes)
        {
            if (await context.Engine.EnsureVolumeAsync(volume, cancellationToken) is { Ok: false } refused)
            {
                return refused.Outcome();
            }
        }

        var ensured = await context.Engine.EnsureContainerAsync(wanted.Container, wanted.Files, cancellationToken);
        if (!ensured.Ok)
        {
            return ensured.Outcome();
        }

        var patience = ((int)StoreContext.LongestPatience.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var answer = await context.Engine.ExecAsync(new ExecRequest(wanted.Container.Name, ["/usr/local/bin/ready", "--wait", patience], Timeout: StoreContext.LongestPatience * 3), cancellationToken);
        return answer is { Ok: true, Value.ExitCode: 0 } ? StepOutcome.Finished : new StepOutcome.NotYet(TimeSpan.FromMilliseconds(250), $"{title} to answer");
    }

    /// <summary>Stores rely on it; it is never taken away by a failed joining.</summary>
    public Task<StepOutcome> UndoAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
