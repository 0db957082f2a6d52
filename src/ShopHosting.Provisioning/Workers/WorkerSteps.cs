using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Workers.Steps;

namespace ShopHosting.Provisioning.Workers;

/// <summary>Taking a worker in: its engine answers, its guard and its edge run.</summary>
public sealed class WorkerSteps
{
    public StepList<WorkerContext> Join { get; } = new(
    [
        Stage.One(new AskEngine()),
        Stage.Together<WorkerContext>(
        [
            new StartPlatformContainer("guard", containers => null, (containers, operation) => containers.Guard(operation), ["/usr/local/bin/ready", "--wait"]),
            new StartPlatformContainer("edge", containers => containers.EdgeVolume, (containers, operation) => containers.Edge(operation), ["/usr/local/bin/ready", "--wait"]),
        ]),
    ]);
}
