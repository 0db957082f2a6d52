using ShopHosting.Domain.Operations;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Domain;

public sealed class StepCursorTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Forward_goes_stage_by_stage_to_the_end()
    {
        var operation = Begun(Three());
        Names(operation).ShouldBe(["a"]);

        operation = Begun(StepCursor.Advance(operation, "a", StepOutcome.Finished, Some.Noon));
        Names(operation).ShouldBe(["b1", "b2"]);

        operation = Begun(StepCursor.Advance(operation, "b1", new StepOutcome.AlreadyThere("it was there"), Some.Noon));
        Names(operation).ShouldBe(["b2"]);
        Status(operation, "b1").ShouldBe(StepStatus.Skipped);

        operation = Begun(StepCursor.Advance(operation, "b2", StepOutcome.Finished, Some.Noon));
        operation = StepCursor.Advance(operation, "c", StepOutcome.Finished, Some.Noon);
        StepCursor.HasEnded(operation).ShouldBeTrue();
        StepCursor.Pause(operation, Some.Noon).ShouldBeNull();
        StepCursor.FirstFailure(operation).ShouldBeNull();
    }

    [Fact]
    public void One_failing_step_of_several_side_by_side_stops_the_way_forward_and_the_others_are_undone_too()
    {
        var operation = StepCursor.Advance(Begun(Three()), "a", StepOutcome.Finished, Some.Noon);
        operation = Begun(operation);
        operation = StepCursor.Advance(operation, "b1", new StepOutcome.NotYet(s_second, "something"), Some.Noon);
        operation = StepCursor.Advance(operation, "b2", new StepOutcome.Failed(Some.Failure, RetryClass.Permanent), Some.Noon);

        StepCursor.HasEnded(operation).ShouldBeTrue();
        StepCursor.FirstFailure(operation)!.Error.ShouldBe(Some.Failure);

        var back = Begun(operation with { Outcome = OperationOutcome.Reverting }, Some.Noon + s_second);
        Names(back, Some.Noon + s_second).ShouldBe(["b1", "b2"], ignoreOrder: true);
    }

    [Fact]
    public void Backward_goes_from_the_last_begun_step_on_past_failures_and_reports_them_all()
    {
        var operation = Backward(Some.Step("a", 0, StepStatus.Done), Some.Step("b", 1, StepStatus.Skipped), Some.Step("c", 2, StepStatus.Failed), Some.Step("d", 3));

        foreach (var (step, fails) in new[] { ("c", true), ("b", false), ("a", true) })
        {
            operation = Begun(operation);
            Names(operation).ShouldBe([step]);
            for (var tries = 0; fails && tries < StepCursor.UndoTries - 1; tries++)
            {
                operation = StepCursor.Advance(operation, step, new StepOutcome.Failed(Some.Failure, RetryClass.Permanent), Some.Noon);
                Status(operation, step).ShouldBe(StepStatus.Undoing);
            }

            operation = StepCursor.Advance(operation, step, fails ? new StepOutcome.Failed(Some.Failure, RetryClass.Permanent) : StepOutcome.Finished, Some.Noon);
        }

        StepCursor.HasEnded(operation).ShouldBeTrue();
        operation.Steps.Select(step => step.Status).ShouldBe([StepStatus.UndoFailed, StepStatus.Undone, StepStatus.UndoFailed, StepStatus.Pending]);
        operation.Steps.Where(step => step.Status == StepStatus.UndoFailed).ShouldAllBe(step => step.Error == Some.Failure);
    }

    [Fact]
    public void A_step_that_is_not_there_yet_is_looked_at_again_after_its_pause()
    {
        var operation = StepCursor.Advance(Begun(Three()), "a", new StepOutcome.NotYet(3 * s_second, "the kettle"), Some.Noon);

        Step(operation, "a").Detail.ShouldBe("the kettle");
        StepCursor.Pause(operation, Some.Noon + s_second).ShouldBe(2 * s_second);
        Names(operation, Some.Noon + s_second).ShouldBeEmpty();
        Names(operation, Some.Noon + 3 * s_second).ShouldBe(["a"]);
    }

    [Fact]
    public void Waiting_ends_at_the_steps_limit_with_what_it_waited_for()
    {
        var operation = StepCursor.Advance(Begun(Three()), "a", new StepOutcome.NotYet(s_second, "the kettle"), Some.Noon + TimeSpan.FromMinutes(2));

        Status(operation, "a").ShouldBe(StepStatus.Failed);
        Step(operation, "a").Error!.Code.ShouldBe("step.took-too-long");
        Step(operation, "a").Error!.Message.ShouldContain("the kettle");
    }

    [Fact]
    public void What_is_worth_another_try_is_tried_with_growing_pauses_until_the_limit()
    {
        var operation = Begun(Three());
        var now = Some.Noon;
        var pauses = new List<double>();
        while (Status(operation, "a") == StepStatus.Running)
        {
            operation = StepCursor.Advance(operation, "a", new StepOutcome.Failed(Some.Failure, RetryClass.Transient), now);
            var pause = StepCursor.Pause(operation, now) ?? TimeSpan.Zero;
            pauses.Add(pause.TotalSeconds);
            now += pause;
        }

        pauses.Take(8).ShouldBe([0.25, 0.5, 1, 2, 4, 8, 16, 20]);
        now.ShouldBe(Some.Noon + TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20));
        Step(operation, "a").Error.ShouldBe(Some.Failure);
    }

    [Theory]
    [InlineData(RetryClass.Capacity)]
    [InlineData(RetryClass.Permanent)]
    [InlineData(RetryClass.NeedsPerson)]
    public void What_would_fail_again_is_not_tried_again(RetryClass retry)
        => Status(StepCursor.Advance(Begun(Three()), "a", new StepOutcome.Failed(Some.Failure, retry), Some.Noon), "a").ShouldBe(StepStatus.Failed);

    [Fact]
    public void The_way_back_gives_each_step_its_time_anew()
    {
        var operation = Backward(Some.Step("a", 0, StepStatus.Done) with { StartedAt = Some.Noon - TimeSpan.FromHours(1), Failures = 5 });

        var begun = StepCursor.Begin(operation, StepCursor.Ready(operation, Some.Noon), Some.Noon);

        (Step(begun, "a").StartedAt, Step(begun, "a").Failures, Step(begun, "a").Status).ShouldBe((Some.Noon, 0, StepStatus.Undoing));
    }

    [Fact]
    public void Beginning_what_has_begun_changes_nothing_so_that_a_retry_keeps_its_clock()
    {
        var begun = Begun(Three());

        StepCursor.Begin(begun, StepCursor.Ready(begun, Some.Noon + s_second), Some.Noon + s_second).Steps.SequenceEqual(begun.Steps).ShouldBeTrue();
    }

    [Fact]
    public void However_long_nobody_was_there_to_work_a_step_taken_up_has_its_whole_time()
    {
        var nextDay = Some.Noon + TimeSpan.FromDays(1);

        var taken = StepCursor.TakeUp(Begun(Three()), nextDay);

        taken.Attempt.ShouldBe(2);
        taken.Deadline.ShouldBe(nextDay + OperationLimits.Of(OperationKind.Provision));
        var waiting = StepCursor.Advance(taken, "a", new StepOutcome.NotYet(s_second, "the kettle"), nextDay + s_second);
        Status(waiting, "a").ShouldBe(StepStatus.Running);
        Step(waiting, "b1").StartedAt.ShouldBeNull();
    }

    [Fact]
    public void Taking_up_what_nobody_began_is_no_other_attempt() => StepCursor.TakeUp(Three(), Some.Noon).Attempt.ShouldBe(1);

    [Fact]
    public void A_list_without_steps_has_ended() => StepCursor.HasEnded(Some.OperationOf(OperationKind.Repair)).ShouldBeTrue();

    [Fact]
    public void Backward_without_anything_begun_has_ended() => StepCursor.HasEnded(Backward(Some.Step("a"), Some.Step("b", 1))).ShouldBeTrue();

    /// <summary>Within that time the watch says whether the worker is lost, and then the operation waits.</summary>
    [Fact]
    public void A_worker_that_does_not_answer_fails_no_step_before_its_loss_is_known()
    {
        var silent = new StepOutcome.Failed(Some.Failure, RetryClass.Unreachable);
        var forward = Begun(Three());
        Status(StepCursor.Advance(forward, "a", silent, Some.Noon + TimeSpan.FromSeconds(44)), "a").ShouldBe(StepStatus.Running);
        Status(StepCursor.Advance(forward, "a", silent, Some.Noon + forward.Steps[0].Limit + TimeSpan.FromSeconds(45)), "a").ShouldBe(StepStatus.Failed);

        var back = Begun(Backward(Some.Step("a", 0, StepStatus.Done)));
        for (var tries = 0; tries < 2 * StepCursor.UndoTries; tries++)
        {
            back = StepCursor.Advance(back, "a", silent, Some.Noon + s_second);
        }

        Status(back, "a").ShouldBe(StepStatus.Undoing);
    }

    [Fact]
    public void An_operation_that_waited_is_taken_up_as_if_it_began()
    {
        var waited = StepCursor.Wait(Begun(Three()), "worker w3");
        waited.Steps.Select(step => step.Detail).ShouldBe(["worker w3", null, null, null]);

        var later = Some.Noon + TimeSpan.FromDays(1);
        var taken = StepCursor.TakeUp(waited with { Steps = [waited.Steps[0] with { Failures = 5 }, .. waited.Steps[1..]] }, later);
        (taken.Steps[0].StartedAt, taken.Steps[0].Failures, taken.Attempt).ShouldBe((later, 0, waited.Attempt + 1));
        taken.Deadline.ShouldBe(later + OperationLimits.Of(waited.Kind));
    }

    private static Operation Three() => Some.OperationOf(OperationKind.Provision, Some.Step("a"), Some.Step("b1", 1), Some.Step("b2", 1), Some.Step("c", 2));

    private static Operation Backward(params StepProgress[] steps) => Some.OperationOf(OperationKind.Provision, steps) with { Outcome = OperationOutcome.Reverting };

    private static Operation Begun(Operation operation, DateTimeOffset? now = null) => StepCursor.Begin(operation, StepCursor.Ready(operation, now ?? Some.Noon + TimeSpan.FromHours(1)), now ?? Some.Noon);

    private static IEnumerable<string> Names(Operation operation, DateTimeOffset? now = null) => StepCursor.Ready(operation, now ?? Some.Noon).Select(step => step.Name);

    private static StepProgress Step(Operation operation, string name) => operation.Steps.Single(step => step.Name == name);

    private static StepStatus Status(Operation operation, string name) => Step(operation, name).Status;
}
