using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Workers.Steps;

namespace ShopHosting.Provisioning.Workers;

/// <summary>Taking a worker in: its engine answers, its guard, its edge and its mail relay run.</summary>
public sealed class WorkerSteps
{
    public StepList<WorkerContext> Join { get; } = new(
    [
        Stage.One(new AskEngine()),
        Stage.Together<WorkerContext>(
        [
            new StartPlatformContainer(PlatformContainers.GuardRole, "the guard"),
            new StartPlatformContainer(PlatformContainers.EdgeRole, "the edge"),
            new StartPlatformContainer(PlatformContainers.RelayRole, "the mail relay"),
        ]),
    ]);
}
