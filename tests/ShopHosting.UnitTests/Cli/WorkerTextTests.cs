using ShopHosting.Cli.Workers;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Cli;

/// <summary>Workers as a terminal shows them.</summary>
public sealed class WorkerTextTests
{
    private static readonly ControlWorker s_worker = new()
    {
        Name = WorkerId.Parse("w1"),
        Status = WorkerStatus.Active,
        Since = Some.Noon,
        IsIngress = true,
        Endpoint = "unix:///var/run/docker.sock",
        SeenAt = Some.Noon,
        Capacity = [new(CapacityResources.MemoryMb, 1536, 6144), new(CapacityResources.CpuMillis, 2500, 4000), new(CapacityResources.DiskMb, 5120, 102400), new(StoreMachine.SlotClaim, 3, 4000)],
    };

    [Fact]
    public void The_table_has_a_line_for_each_and_shortens_what_is_wrong()
        => WorkerText.Table(
            [
                s_worker,
                s_worker with { Name = WorkerId.Parse("far-away"), Cordon = new("new disks", "ann", Some.Noon), IsIngress = false, SeenAt = null, Capacity = [], Status = WorkerStatus.Failed, Problem = new string('x', 80) },
            ],
            Some.Noon + TimeSpan.FromMinutes(3)).ShouldBe($"""
            NAME      STATUS            INGRESS  STORES  MEMORY       CPU       DISK         SEEN       PROBLEM
            w1        Active            yes      3       1.5 of 6 GB  2.5 of 4  5 of 100 GB  3 min ago
            far-away  Failed, cordoned  no       -       -            -         -            not yet    {new string('x', 60)}…
            """);

    [Fact]
    public void Without_workers_there_is_a_sentence() => WorkerText.Table([], Some.Noon).ShouldContain("shopctl worker join");

    [Fact]
    public void One_worker_is_shown_with_its_failed_checks_its_warnings_and_what_was_done_lately()
    {
        var operation = new Operation
        {
            Id = OperationId.Parse(new string('a', IdText.Length)),
            Kind = OperationKind.JoinWorker,
            AskedBy = "shopctl (root)",
            StartedAt = Some.Noon,
            Deadline = Some.Noon,
            Outcome = OperationOutcome.Failed,
            Steps =
            [
                new() { Name = "a", Title = "Asking the Docker Engine", Stage = 0, Limit = TimeSpan.FromMinutes(1), Status = StepStatus.Done, StartedAt = Some.Noon, FinishedAt = Some.Noon + TimeSpan.FromMilliseconds(120) },
                new() { Name = "b", Title = "Looking at the memory", Stage = 1, Limit = TimeSpan.FromMinutes(1), Status = StepStatus.Failed, Error = Some.Failure },
                new() { Name = "c", Title = "Comparing the clocks", Stage = 1, Limit = TimeSpan.FromMinutes(1) },
            ],
        };
        var text = WorkerText.Of(
            s_worker with { Status = WorkerStatus.Failed, Problem = "It lacks memory.", Address = "10.0.0.7", Warnings = ["Its clock is 3 s behind."], Operation = operation }, [operation], Some.Noon + TimeSpan.FromSeconds(4));

        text.ShouldBe($"""
            w1: Failed since 2030-01-01 12:00:00 UTC

              Engine          unix:///var/run/docker.sock
              Private address 10.0.0.7
              Answered last   4 s ago
              Ingress         yes
              Stores          3 of 4000
              Memory          1.5 of 6 GB
              Processor cores 2.5 of 4
              Disk            5 of 100 GB
              Problem         It lacks memory.

            Checks
                 0.1 s  Asking the Docker Engine
                        Looking at the memory failed: {Some.Failure.Message}
              Warning: Its clock is 3 s behind.

            Lately
              2030-01-01 12:00:00 UTC  JoinWorker Failed, asked by shopctl (root)
            """);
    }

    [Fact]
    public void What_is_now_so_follows_from_how_the_worker_is_and_not_from_what_was_asked()
    {
        WorkerText.OfStatus(s_worker).ShouldBe("w1 is active and gets new stores.");
        WorkerText.OfStatus(s_worker with { Cordon = new("new disks", "ann", Some.Noon) }).ShouldContain("no new stores, and those that it has go on. new disks");
        WorkerText.OfCordon(s_worker with { Status = WorkerStatus.Failed }).ShouldContain("once it is active; it is Failed");
        WorkerText.OfStatus(s_worker with { Status = WorkerStatus.Failed, Problem = "It lacks memory." }).ShouldContain("It lacks memory.\nOnce that is mended: shopctl worker check w1");
        WorkerText.OfIngress(s_worker with { IsIngress = false }).ShouldContain("its own stores only");
    }
}
