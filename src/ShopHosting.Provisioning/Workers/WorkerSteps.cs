using Microsoft.Extensions.Options;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Workers.Steps;

namespace ShopHosting.Provisioning.Workers;

/// <summary>
/// Taking a worker in, and setting one right: its engine answers and is as it should be, the images are there, and guard, edge and mail relay run. What the
/// guard alone can see is looked at once it runs.
/// </summary>
public sealed class WorkerSteps(
    IOptions<InstallationOptions> installation, IOptions<WorkerOptions> options, ImageCatalogue images, IImageCarrier carrier, IConnectProbe connections, TimeProvider clock)
{
    private static readonly string[] PlatformImages = [PlatformContainers.GuardRole, PlatformContainers.EdgeRole, MailRelay.Image];

    public StepList<WorkerContext> Join { get; } = new(
    [
        Stage.One(new AskEngine()),
        Stage.Together<WorkerContext>(
        [
            new EngineCheck("LiveRestore", "Looking whether shops survive a restart of Docker", EngineJudgement.LiveRestore),
            new EngineCheck("StorageDriver", "Looking at the storage driver", EngineJudgement.StorageDriver),
            new EngineCheck("Memory", "Looking at the memory", info => EngineJudgement.Memory(info, options.Value)),
            new EngineCheck("Limits", "Looking whether the kernel keeps shops within their limits", EngineJudgement.Limits),
            new EngineCheck("Clock", "Comparing the clocks", info => EngineJudgement.Clock(info, clock.GetUtcNow())),
            new EngineCheck("Addresses", "Looking whether the shops' addresses are free", info => EngineJudgement.Pool(info, installation.Value)),
        ]),
        Stage.One(new ImagesBrought("Platform", "Bringing the images of edge, guard and relay", isNeeded: true, () => images.All.Where(IsBuilt).Where(IsPlatform), carrier)),
        Stage.One(new StartPlatformContainer(PlatformContainers.GuardRole, "the guard")),
        Stage.Together<WorkerContext>([new EdgePortFree(installation.Value), new DiskSeen(options.Value)]),
        Stage.Together<WorkerContext>(
        [
            new StartPlatformContainer(PlatformContainers.EdgeRole, "the edge"),
            new StartPlatformContainer(PlatformContainers.RelayRole, "the mail relay"),
        ]),
        Stage.One(new AddressReached(installation.Value, connections)),
        Stage.One(new ImagesBrought("Shops", "Bringing the images of shops", isNeeded: false, () => images.All.Where(IsBuilt).Where(image => !IsPlatform(image)), carrier)),
    ]);

    private static bool IsBuilt(ImageEntry image) => image.Reference is not null;

    private static bool IsPlatform(ImageEntry image) => PlatformImages.Contains(image.Name);
}
