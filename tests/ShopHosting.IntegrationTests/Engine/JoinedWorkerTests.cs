using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Workers;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Workers;
using ShopHosting.Testing;
using ShopHosting.Testing.Machines;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>A real engine elsewhere is taken in by what is known of it: looked at, given its images from this machine's engine, and made a worker.</summary>
[Trait("needs", "docker")]
public sealed class JoinedWorkerTests
{
    private static readonly WorkerId s_here = WorkerId.Parse("w1");
    private static readonly WorkerId s_there = WorkerId.Parse("w2");

    private readonly InstallationOptions installation = new()
    {
        Id = "fleetjoin",
        EdgePort = 8112,
        TenantPool = "10.185.0.0/16",
        SlotsPerWorker = 1000,
        Templates = Repository.Path("templates"),
        Images = Repository.Path("var/images/images.json"),
    };

    [Fact]
    public async Task It_is_looked_at_gets_its_images_by_save_and_load_and_runs_guard_edge_and_relay()
    {
        await using var second = await SecondWorker.StartAsync();
        using var engines = EnginesOf(second);
        (await engines.For(s_there).EnsureImageAsync(Spec("edge"), default)).Error!.Code.ShouldBe("engine.image-missing");

        var steps = await JoinAsync(engines, second.Address);

        steps.Where(step => step.Outcome is not StepOutcome.Done).Select(step => $"{step.Name}: {step.Outcome}").ShouldBeEmpty();
        steps.Select(step => (step.Outcome as StepOutcome.Done)?.Detail).OfType<string>().Where(detail => detail.StartsWith(WorkerCheck.Warning, StringComparison.Ordinal)).ShouldBeEmpty();
        (await engines.For(s_there).EnsureImageAsync(Spec("edge"), default)).Error.ShouldBeNull();
        var running = (await engines.For(s_there).ListAsync(Containers.Labels, default)).Value!.Containers;
        running.Where(container => container.IsRunning).Select(container => container.Name).ShouldBe(["sh-fleetjoin-edge", "sh-fleetjoin-guard", "sh-fleetjoin-relay"], ignoreOrder: true);

        // Asked again, the edge's port is its own.
        (await JoinAsync(engines, second.Address)).Select(step => step.Outcome).ShouldAllBe(outcome => outcome is StepOutcome.Done);
    }

    [Fact]
    public async Task Without_live_restore_it_is_kept_out_with_what_mends_it()
    {
        await using var second = await SecondWorker.StartAsync();
        await second.KillEngineAsync();
        await second.StartEngineAsync(hasLiveRestore: false);
        using var engines = EnginesOf(second);

        var steps = await JoinAsync(engines, second.Address);

        var failed = steps.Single(step => step.Outcome is StepOutcome.Failed);
        failed.Name.ShouldBe("Check.LiveRestore");
        ((StepOutcome.Failed)failed.Outcome).Error.Message.ShouldContain("sudo systemctl reload docker");
        steps.Select(step => step.Name).ShouldNotContain("Start.guard");
    }

    private ImageCatalogue Images { get => field ??= new(new ImageCatalogue(Options.Create(installation)).All.Where(image => image.Name is "edge" or "guard" or MailRelay.Image)); }

    private PlatformContainers Containers
    {
        get => field ??= new(Options.Create(installation), Images, new MailRelay(Options.Create(new RelayOptions { ListenPort = 2622 }), Options.Create(installation), Images, new PlainSecretBox()));
    }

    private ImageSpec Spec(string name) => Images.Find(name) is { } image ? new(image.Reference!, image.Content) : throw new InvalidOperationException(Images.WhyMissing(name));

    /// <summary>Stage by stage as a grain goes, until the end or until something is wrong.</summary>
    private async Task<List<(string Name, StepOutcome Outcome)>> JoinAsync(DockerWorkerEngines engines, string address)
    {
        var steps = new WorkerSteps(Options.Create(installation), Options.Create(new WorkerOptions()), Images,
            new DockerImageCarrier(engines, engines, NullLogger<DockerImageCarrier>.Instance), new TcpConnectProbe(TimeProvider.System), TimeProvider.System);
        var context = new WorkerContext
        {
            Worker = Some.WorkerIn(WorkerStatus.Joining) with { Id = s_there, Address = address },
            Operation = Some.OperationOf(OperationKind.JoinWorker),
            Engine = engines.For(s_there),
            Containers = Containers,
            Others = _ => Task.FromResult(ImmutableArray.Create(s_here)),
        };
        var done = new List<(string Name, StepOutcome Outcome)>();
        foreach (var stage in steps.Join.Plan.GroupBy(plan => plan.Stage))
        {
            done.AddRange(await Task.WhenAll(stage.Select(async plan => (plan.Name, await DoneAsync(steps.Join.Find(plan.Name)!, context)))));
            if (done.Any(step => step.Outcome is StepOutcome.Failed))
            {
                break;
            }
        }

        return done;
    }

    private static async Task<StepOutcome> DoneAsync(IStep<WorkerContext> step, WorkerContext context)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            var outcome = await step.DoAsync(context, default);
            if (outcome is not StepOutcome.NotYet notYet || TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMinutes(2))
            {
                return outcome;
            }

            await Task.Delay(notYet.LookAgainIn, TimeProvider.System);
        }
    }

    private DockerWorkerEngines EnginesOf(SecondWorker second) => new(
        installation.InstallationId, Options.Create(new DockerOptions { Workers = { [s_here.Value] = new() } }), new HttpProbeClient(TimeProvider.System), TimeProvider.System,
        DockerStage.NewInstruments(), NullLoggerFactory.Instance, new Known(second.Endpoint));

    /// <summary>As a row tells it: texts, no files.</summary>
    private sealed class Known(DockerEndpointOptions endpoint) : IEngineAddresses
    {
        private readonly EngineTls tls = new(File.ReadAllText(endpoint.AuthorityFile!), File.ReadAllText(endpoint.CertificateFile!), File.ReadAllText(endpoint.KeyFile!));

        public Task<EngineAddress?> FindAsync(WorkerId worker, CancellationToken cancellationToken) => Task.FromResult<EngineAddress?>(new(endpoint.Address, () => tls));
    }
}
