using ShopHosting.Domain.Operations;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Domain;

public sealed class TypicalTimesTests
{
    /// <summary>a, then b1 beside b2, then c: 2 + max(3, 5) + 1 seconds.</summary>
    private static readonly TypicalTimes Usual = TypicalTimes.From([new("a", Seconds(2)), new("b1", Seconds(3)), new("b2", Seconds(5)), new("c", Seconds(1))]);

    [Theory]
    [InlineData(4.0, 4)]
    [InlineData(4.0, 9, 1, 4)]
    [InlineData(3.0, 9, 1, 2, 4)]
    [InlineData(1.5, 1, 1, 1, 2, 3, 300)]
    public void The_time_of_a_step_is_the_median_so_that_one_bad_day_says_nothing(double median, params int[] seconds)
        => TypicalTimes.From(seconds.Select(took => new StepDuration("a", Seconds(took)))).Steps["a"].ShouldBe(Seconds(median));

    [Fact]
    public void Stages_follow_each_other_and_their_steps_run_side_by_side()
    {
        var forecast = Usual.ForecastOf(Operation(), Some.Noon).ShouldNotBeNull();
        (forecast.Whole, forecast.Left, forecast.Least).ShouldBe((Seconds(8), Seconds(8), Seconds(8)));
    }

    [Theory]
    [InlineData(0, 6, 1)]
    [InlineData(2, 4, 1)]
    [InlineData(4, 2, 1)]
    [InlineData(5, 1, 1)]
    [InlineData(60, 1, 1)]
    [InlineData(-60, 6, 1)]
    public void What_is_left_shrinks_with_the_steps_under_way_and_never_below_what_has_not_begun(int secondsInto, int left, int least)
    {
        var operation = Operation(StepStatus.Skipped, StepStatus.Running, StepStatus.Running, StepStatus.Pending);
        var forecast = Usual.ForecastOf(operation, Some.Noon + Seconds(secondsInto)).ShouldNotBeNull();
        (forecast.Left, forecast.Least).ShouldBe((Seconds(left), Seconds(least)));
    }

    [Fact]
    public void At_its_end_nothing_is_left() => Usual.ForecastOf(Operation(StepStatus.Done, StepStatus.Done, StepStatus.Done, StepStatus.Done), Some.Noon)!.Left.ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Late_is_what_takes_a_quarter_longer_and_two_seconds_at_the_least()
    {
        Usual.ForecastOf(Operation(), Some.Noon)!.LateAt.ShouldBe(Some.Noon + Seconds(10));
        TypicalTimes.From([new("a", Seconds(80))]).ForecastOf(Some.OperationOf(OperationKind.Provision, Some.Step("a")), Some.Noon)!.LateAt.ShouldBe(Some.Noon + Seconds(100));
        TypicalTimes.From([new("a", Seconds(0.1))]).ForecastOf(Some.OperationOf(OperationKind.Provision, Some.Step("a")), Some.Noon)!.LateAt.ShouldBe(Some.Noon + Seconds(2.1));
    }

    [Fact]
    public void Nothing_is_told_of_what_was_never_seen_to_finish_nor_of_the_way_back_nor_of_what_is_over()
    {
        TypicalTimes.From([]).ForecastOf(Operation(), Some.Noon).ShouldBeNull();
        TypicalTimes.From([new("a", Seconds(2)), new("c", Seconds(2))]).ForecastOf(Operation(), Some.Noon).ShouldBeNull();
        Usual.ForecastOf(Some.OperationOf(OperationKind.SignIn), Some.Noon).ShouldBeNull();
        Usual.ForecastOf(Operation() with { Outcome = OperationOutcome.Reverting }, Some.Noon).ShouldBeNull();
        Usual.ForecastOf(Operation() with { FinishedAt = Some.Noon }, Some.Noon).ShouldBeNull();
        Usual.Of(Some.Step("b2")).ShouldBe(Seconds(5));
        Usual.Of(Some.Step("other")).ShouldBeNull();
    }

    private static Operation Operation(params StepStatus[] statuses)
    {
        var steps = new[] { Some.Step("a", 0), Some.Step("b1", 1), Some.Step("b2", 1), Some.Step("c", 2) };
        return Some.OperationOf(OperationKind.Provision, statuses.Length == 0 ? steps : [.. steps.Zip(statuses, (step, status) => step with { Status = status, StartedAt = status == StepStatus.Pending ? null : Some.Noon })]);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
