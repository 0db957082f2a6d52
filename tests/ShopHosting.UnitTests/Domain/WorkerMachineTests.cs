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
    [InlineData(WorkerStatus.Active, false)]
    [InlineData(WorkerStatus.Failed, false)]
    public void Only_a_status_in_ing_owes_work(WorkerStatus status, bool owes) => WorkerMachine.Owed(status).ShouldBe(owes);

    [Fact]
    public void One_that_failed_says_why_and_is_due_again()
    {
        var failed = WorkerMachine.Decide(Some.WorkerIn(WorkerStatus.Joining), new WorkerWorkFailed(Some.Failure), s_later).Value!;

        (failed.Problem, failed.Operation!.Outcome, WorkerMachine.DueAt(failed)).ShouldBe((Some.Failure, OperationOutcome.Failed, s_later + WorkerMachine.FailedPause));
        WorkerMachine.Decide(failed, new RepairWorker(Some.Operation(2)), s_later).Value!.Status.ShouldBe(WorkerStatus.Joining);
    }

    private static string Cell(WorkerStatus status, Kind kind)
    {
        var worker = Some.WorkerIn(status);
        var decision = WorkerMachine.Decide(worker, kind switch
        {
            Kind.Join => new JoinWorker(Some.Operation(2)),
            Kind.Repair => new RepairWorker(Some.Operation(2)),
            Kind.WorkFinished => new WorkerWorkFinished(),
            Kind.WorkFailed => new WorkerWorkFailed(Some.Failure),
        }, s_later);
        return !decision.Ok ? $"no: {decision.Error.Code}" : decision.Value == worker ? "same" : decision.Value.Status.ToString();
    }
}
