using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>The worker's Docker Engine answers and says what machine it is.</summary>
public sealed class AskEngine : IStep<WorkerContext>
{
    private const long MiB = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public string Name => nameof(AskEngine);

    public string Title => "Asking the Docker Engine";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> CheckAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        // One that takes the call and never answers must not keep this worker from hearing that it is lost.
        var there = await context.Engine.PingAsync(Patience, cancellationToken);
        if (!there.Ok)
        {
            return there.Error.AsFailure();
        }

        var answer = await context.Engine.DescribeAsync(cancellationToken);
        if (!answer.Ok)
        {
            return answer.Outcome();
        }

        var info = answer.Value;
        context.Machine = new WorkerMachineInfo(info.EngineVersion, info.OperatingSystem, info.StorageDriver, info.HasLiveRestore, info.Processors, info.MemoryBytes / MiB)
        {
            EngineId = info.Id,
            DiskMb = context.Worker.Machine?.DiskMb,
            DiskFreeMb = context.Worker.Machine?.DiskFreeMb,
        };
        return new StepOutcome.Done($"Docker {info.EngineVersion}, {info.Processors} processors, {info.MemoryBytes / MiB} MiB");
    }

    public Task<StepOutcome> UndoAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
