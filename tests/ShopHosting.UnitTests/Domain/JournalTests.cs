using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Domain;

public sealed class JournalTests
{
    private static readonly Operation s_operation = Some.OperationOf(OperationKind.Provision, Some.Step("a"), Some.Step("b", 1));

    [Fact]
    public void A_new_operation_is_written_with_all_its_steps()
    {
        var journal = Journal.Between(null, s_operation);

        (journal.Operation, journal.Superseded).ShouldBe((s_operation, null));
        journal.Steps.ShouldBe(s_operation.Steps);
    }

    [Fact]
    public void Only_steps_that_changed_are_written_again()
    {
        var after = s_operation with { Steps = s_operation.Steps.SetItem(1, Some.Step("b", 1, StepStatus.Running)) };

        Journal.Between(s_operation, after).Steps.ShouldBe([after.Steps[1]]);
    }

    [Fact]
    public void What_did_not_change_writes_nothing()
    {
        Journal.Between(s_operation, s_operation).ShouldBe(Journal.Empty);
        Journal.Between(s_operation, null).ShouldBe(Journal.Empty);
    }

    [Fact]
    public void An_operation_that_another_takes_the_place_of_ends_as_cancelled_when_the_other_began()
    {
        var delete = Some.OperationOf(OperationKind.Delete) with { Id = Some.Operation(2), StartedAt = Some.Noon + TimeSpan.FromMinutes(1) };

        Journal.Between(s_operation, delete).Superseded.ShouldBe(s_operation with { Outcome = OperationOutcome.Cancelled, FinishedAt = delete.StartedAt });
    }

    [Fact]
    public void An_operation_that_had_ended_stays_as_it_ended()
        => Journal.Between(s_operation with { FinishedAt = Some.Noon }, Some.OperationOf(OperationKind.Delete) with { Id = Some.Operation(2) }).Superseded.ShouldBeNull();
}
