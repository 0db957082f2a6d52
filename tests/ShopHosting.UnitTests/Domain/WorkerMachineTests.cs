using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Workers;
using ShopHosting.Testing;
using Kind = ShopHosting.Domain.Workers.WorkerCommandKind;

namespace ShopHosting.UnitTests.Domain;

public sealed class WorkerMachineTests
{
    private static readonly DateTimeOffset s_later = Some.Noon + TimeSpan.FromHours(1);

    [Fact]
    public void The_table_is_as_written() => MachineTable.ShouldBeAsWritten(MachineTable.Print<WorkerStatus, Kind>("The life of a worker", Cell), "WorkerMachine");

    [Theory]
    [InlineData(WorkerStatus.Joining, true)]
    [InlineData(WorkerStatus.Failed, false)]
    [InlineData(WorkerStatus.Active, false)]
    [InlineData(WorkerStatus.Repairing, true)]
    [InlineData(WorkerStatus.Unreachable, false)]
    [InlineData(WorkerStatus.Retired, false)]
    public void Only_a_status_in_ing_owes_work(WorkerStatus status, bool owes)
    {
        WorkerMachine.Owed(status).ShouldBe(owes);
        (WorkerMachine.DueAt(Some.WorkerIn(status)) is not null).ShouldBe(owes || status == WorkerStatus.Failed);
    }

    [Theory]
    [InlineData(WorkerStatus.Joining, false)]
    [InlineData(WorkerStatus.Failed, false)]
    [InlineData(WorkerStatus.Active, true)]
    [InlineData(WorkerStatus.Repairing, true)]
    [InlineData(WorkerStatus.Unreachable, false)]
    [InlineData(WorkerStatus.Retired, false)]
    public void A_cordon_ends_what_the_status_allows(WorkerStatus status, bool takesStores)
    {
        var worker = Some.WorkerIn(status);

        worker.TakesStores.ShouldBe(takesStores);
        (worker with { Cordon = new("new disks", "somebody", Some.Noon) }).TakesStores.ShouldBeFalse();
    }

    [Fact]
    public void One_that_failed_says_why_and_is_tried_again_after_longer_and_longer()
    {
        var worker = Some.WorkerIn(WorkerStatus.Joining);
        var pauses = new List<double>();
        for (var failures = 1; failures <= 6; failures++)
        {
            worker = Decided(worker, new WorkerWorkFailed(Some.Failure));
            (worker.Status, worker.Problem, worker.Operation!.Outcome).ShouldBe((WorkerStatus.Failed, Some.Failure, OperationOutcome.Failed));
            pauses.Add((WorkerMachine.DueAt(worker)!.Value - s_later).TotalSeconds);
            worker = Decided(worker, new RepairWorker(Some.Operation(failures)));
            worker.Status.ShouldBe(WorkerStatus.Joining, "it was never taken in");
        }

        pauses.ShouldBe([30, 60, 120, 240, 480, 480]);
        Decided(Decided(worker, new WorkerWorkFailed(Some.Failure)), Join(99)).Failures.ShouldBe(0, "somebody asked");
    }

    [Fact]
    public void One_that_was_taken_in_is_repaired_from_then_on_and_never_a_newcomer_again()
    {
        var active = Decided(Some.WorkerIn(WorkerStatus.Joining), new WorkerWorkFinished());
        var failed = Decided(Decided(active, new RepairWorker(Some.Operation(3))), new WorkerWorkFailed(Some.Failure));

        active.AcceptedAt.ShouldBe(s_later);
        var again = Decided(failed, new RepairWorker(Some.Operation(4)));
        (again.Status, again.Operation!.Kind).ShouldBe((WorkerStatus.Repairing, OperationKind.RepairWorker));
        Decided(failed, new WorkerLost(Some.Noon)).Status.ShouldBe(WorkerStatus.Unreachable);
    }

    [Fact]
    public void One_that_is_lost_tells_since_when_and_ends_what_was_under_way()
    {
        var lost = Decided(Some.WorkerIn(WorkerStatus.Repairing), new WorkerLost(Some.Noon));

        (lost.Status, lost.UnreachableSince, lost.Operation!.Outcome, lost.Problem!.Code).ShouldBe((WorkerStatus.Unreachable, Some.Noon, OperationOutcome.Failed, "worker.unreachable"));
        var back = Decided(lost, new WorkerReturned(Some.Operation(3)));
        (back.Status, back.UnreachableSince, back.Operation!.Id).ShouldBe((WorkerStatus.Repairing, null, Some.Operation(3)));
    }

    [Fact]
    public void One_with_stores_is_not_retired()
    {
        var refused = WorkerMachine.Decide(Some.WorkerIn(WorkerStatus.Active), new RetireWorker(2), s_later);

        refused.Error!.Code.ShouldBe("worker.has-stores");
        refused.Error.Message.ShouldContain("2 stores are placed there");
    }

    [Fact]
    public void One_that_is_retired_keeps_nothing_that_it_was_trusted_with()
    {
        var trusted = Some.WorkerIn(WorkerStatus.Active) with
        {
            Credentials = new("authority", "certificate", new("sealed")),
            Cordon = new("old", "somebody", Some.Noon),
            IsIngress = true,
        };

        var retired = Decided(trusted, new RetireWorker(0));

        (retired.Credentials, retired.Cordon, retired.IsIngress, retired.AcceptedAt).ShouldBe((null, null, false, null));
        Decided(retired, Join(3)).Status.ShouldBe(WorkerStatus.Joining);
    }

    [Fact]
    public void A_cordon_says_who_and_why_and_keeps_its_time_when_the_reason_changes()
    {
        var cordoned = Decided(Some.WorkerIn(WorkerStatus.Active), new CordonWorker("new disks", "somebody"));
        var reworded = WorkerMachine.Decide(cordoned, new CordonWorker("newer disks", "another"), s_later + TimeSpan.FromHours(1)).Value!;

        cordoned.Cordon.ShouldBe(new Cordon("new disks", "somebody", s_later));
        reworded.Cordon.ShouldBe(new Cordon("newer disks", "another", s_later));
        Decided(cordoned, new CordonWorker("new disks", "another")).ShouldBe(cordoned);
        Decided(reworded, new UncordonWorker()).Cordon.ShouldBeNull();
    }

    private static WorkerState Decided(WorkerState worker, WorkerCommand command) => WorkerMachine.Decide(worker, command, s_later).Value!;

    private static JoinWorker Join(int number) => new(Some.Operation(number), "somebody", new("unix:///var/run/docker.sock"));

    private static string Cell(WorkerStatus status, Kind kind)
    {
        var worker = Some.WorkerIn(status) with { Cordon = kind == Kind.Uncordon ? new("new disks", "somebody", Some.Noon) : null };
        var decision = WorkerMachine.Decide(worker, kind switch
        {
            Kind.Join => Join(2),
            Kind.Repair => new RepairWorker(Some.Operation(2)),
            Kind.WorkFinished => new WorkerWorkFinished(),
            Kind.WorkFailed => new WorkerWorkFailed(Some.Failure),
            Kind.Cordon => new CordonWorker("new disks", "somebody"),
            Kind.Uncordon => new UncordonWorker(),
            Kind.Ingress => new SetIngress(true),
            Kind.Lost => new WorkerLost(Some.Noon),
            Kind.Returned => new WorkerReturned(Some.Operation(2)),
            Kind.Retire => new RetireWorker(0),
        }, s_later);
        return !decision.Ok ? $"no: {decision.Error.Code}" : decision.Value == worker ? "same" : decision.Value.Status.ToString();
    }
}
