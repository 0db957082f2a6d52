using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Workers;
using ShopHosting.Provisioning.Workers.Steps;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.UnitTests.Provisioning;

/// <summary>What is asked of a worker, from what its engine and its kernel tell.</summary>
public sealed class WorkerCheckTests
{
    private static readonly EngineInfo s_info = new FakeWorkerEngine(InstallationId.Parse("test"), TimeProvider.System).Info;

    [Theory]
    [InlineData(0, typeof(Verdict.Fine))]
    [InlineData(-1.5, typeof(Verdict.Fine))]
    [InlineData(3, typeof(Verdict.Doubtful))]
    [InlineData(-31, typeof(Verdict.Wrong))]
    [InlineData(3600, typeof(Verdict.Wrong))]
    public void A_clock_may_be_out_a_little(double seconds, Type verdict)
        => EngineJudgement.Clock(s_info with { SystemTime = Some.Noon + TimeSpan.FromSeconds(seconds) }, Some.Noon).ShouldBeOfType(verdict);

    [Theory]
    [InlineData("overlay2", typeof(Verdict.Fine))]
    [InlineData("overlayfs", typeof(Verdict.Fine))]
    [InlineData("zfs", typeof(Verdict.Doubtful))]
    [InlineData("vfs", typeof(Verdict.Wrong))]
    [InlineData("devicemapper", typeof(Verdict.Wrong))]
    public void A_storage_driver_is_known_untried_or_refused(string driver, Type verdict) => EngineJudgement.StorageDriver(s_info with { StorageDriver = driver }).ShouldBeOfType(verdict);

    [Theory]
    [InlineData("10.179.0.0/16", null, typeof(Verdict.Fine))]
    [InlineData("10.183.255.0/24", null, typeof(Verdict.Wrong))]
    [InlineData("10.0.0.0/8", null, typeof(Verdict.Wrong))]
    [InlineData("10.180.0.0/28", "main", typeof(Verdict.Fine))]
    [InlineData("10.180.0.0/28", "other", typeof(Verdict.Wrong))]
    [InlineData("", null, typeof(Verdict.Fine))]
    public void The_shops_addresses_are_nobody_elses(string subnet, string? installation, Type verdict)
    {
        var labels = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty;
        var network = new NetworkInfo("theirs", "id", subnet, installation is null ? labels : labels.Add(EngineLabels.Installation, installation));

        EngineJudgement.Pool(s_info with { Networks = [network] }, new InstallationOptions()).ShouldBeOfType(verdict);
    }

    [Fact]
    public void A_port_is_taken_when_somebody_listens_there_and_not_when_somebody_speaks_from_there()
    {
        const string tables = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
               1: 0200007F:1F98 0100007F:1F91 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
            """;

        (GuardView.IsTaken(tables, 8080), GuardView.IsTaken(tables, 80), GuardView.IsTaken(tables, 8088), GuardView.IsTaken("", 80)).ShouldBe((true, true, false, false));
    }

    [Theory]
    [InlineData("Filesystem     1024-blocks     Used Available Capacity Mounted on\noverlay          264212084 32782776  63995196      34% /\n", 258019L, 62495L)]
    [InlineData("df: /: no such file\n", null, null)]
    [InlineData("", null, null)]
    public void The_disk_is_read_from_df(string output, long? total, long? free)
    {
        var disk = GuardView.Disk(output);

        (disk?.Total, disk?.Free).ShouldBe((total, free));
    }

    [Fact]
    public async Task An_image_comes_from_a_worker_that_has_it_and_one_that_nobody_has_is_named()
    {
        var (source, target) = (new FakeWorkerEngine(InstallationId.Parse("test"), TimeProvider.System), new FakeWorkerEngine(InstallationId.Parse("test"), TimeProvider.System));
        source.AddImage("shophosting/edge:1", "content");
        target.AddImage("shophosting/edge:1", "older content");
        var carrier = new FakeImageCarrier(new FakeWorkerEngines(worker => worker == Some.Worker ? target : source));
        ImageEntry[] images = [new("edge", "shophosting/edge:1", "content")];
        var context = Context(target);

        var step = new ImagesBrought("Platform", "Bringing", isNeeded: true, () => images, carrier);
        (await step.DoAsync(context, default)).ShouldBeOfType<StepOutcome.NotYet>().WaitingFor.ShouldBe("shophosting/edge:1, 1 MiB so far");
        (await step.DoAsync(context, default)).ShouldBeOfType<StepOutcome.NotYet>();
        (await step.DoAsync(context, default)).ShouldBeOfType<StepOutcome.Done>();
        context.Images.ShouldBe([new("edge", "shophosting/edge:1")]);

        images = [new("edge", "shophosting/edge:2")];
        (await step.DoAsync(context, default)).ShouldBeOfType<StepOutcome.Failed>().Error.Message.ShouldContain("shophosting/edge:2");
        var optional = new ImagesBrought("Shops", "Bringing", isNeeded: false, () => images, carrier);
        (await optional.DoAsync(context, default)).ShouldBeOfType<StepOutcome.Done>().Detail!.ShouldStartWith("Warning: Image shophosting/edge:2");
        context.Images.ShouldBeEmpty("what was there when it was looked at before isn't what is there");
    }

    [Theory]
    [InlineData(false, false, "10.0.0.7 port 8088 and 8443")]
    [InlineData(false, true, "10.0.0.7 port 8088 and 8443")]
    [InlineData(true, false, "10.0.0.7 port 8088 and 8443")]
    [InlineData(true, true, "Warning: Its edge does not answer at its private address: nobody listens at 10.0.0.7 port 8088. ")]
    public async Task Nobody_listening_at_its_private_address_is_right_before_it_was_taken_in_only(bool wasTakenIn, bool isRefused, string told)
    {
        var worker = Some.WorkerIn(WorkerStatus.Joining) with { Address = "10.0.0.7", AcceptedAt = wasTakenIn ? Some.Noon : null, Status = wasTakenIn ? WorkerStatus.Repairing : WorkerStatus.Joining };
        var step = new AddressReached(new InstallationOptions(), new FakeConnectProbe { IsRefused = isRefused });

        (await step.DoAsync(Context(new FakeWorkerEngine(InstallationId.Parse("test"), TimeProvider.System), worker), default)).ShouldBeOfType<StepOutcome.Done>().Detail!.ShouldStartWith(told);
    }

    [Fact]
    public async Task The_port_for_other_edges_is_looked_at_as_well_as_that_for_visitors()
    {
        var worker = Some.WorkerIn(WorkerStatus.Joining) with { Address = "10.0.0.7" };
        var engine = new FakeWorkerEngine(InstallationId.Parse("test"), TimeProvider.System);
        var shut = new FakeConnectProbe { Failure = EngineErrors.TimedOut("Connecting to 10.0.0.7 port 8443"), FailingPort = 8443 };

        (await new AddressReached(new InstallationOptions(), shut).DoAsync(Context(engine, worker), default)).ShouldBeOfType<StepOutcome.Failed>().Error.Message.ShouldContain("nc -vz 10.0.0.7 8443");
        (await new AddressReached(new InstallationOptions(), shut).DoAsync(Context(engine, worker with { Address = null }), default)).ShouldBeOfType<StepOutcome.Done>();
    }

    private static WorkerContext Context(FakeWorkerEngine engine, WorkerState? worker = null) => new()
    {
        Worker = worker ?? Some.WorkerIn(WorkerStatus.Joining),
        Operation = Some.OperationOf(OperationKind.JoinWorker),
        Engine = engine,
        Containers = new PlatformContainers(Microsoft.Extensions.Options.Options.Create(Shop.Installation), Shop.Images, Shop.Relay),
        Others = _ => Task.FromResult(System.Collections.Immutable.ImmutableArray.Create(WorkerId.Parse("w2"))),
    };
}
