using System.Collections.Immutable;

namespace ShopHosting.Domain.Operations;

/// <summary>How long a step took once.</summary>
public sealed record StepDuration(string Step, TimeSpan Took);

/// <summary>How long the steps of one kind of operation usually take: the median of what was observed. A step that nobody has seen finish has no time.</summary>
public sealed record TypicalTimes(ImmutableSortedDictionary<string, TimeSpan> Steps)
{
    /// <summary>Half of all take longer than their median: only what takes a good deal longer is called late.</summary>
    private const double LateShare = 1.25;

    private static readonly TimeSpan LeastLateness = TimeSpan.FromSeconds(2);

    public static TypicalTimes From(IEnumerable<StepDuration> observed)
        => new(observed.GroupBy(duration => duration.Step, duration => duration.Took).ToImmutableSortedDictionary(step => step.Key, step => Median([.. step.Order()]), StringComparer.Ordinal));

    public TimeSpan? Of(StepProgress step) => Steps.TryGetValue(step.Name, out var time) ? time : null;

    /// <summary>When an operation should be done: stages one after the other, their steps side by side. Null when that is not known: of a step that was never seen to finish, and on the way back.</summary>
    public Forecast? ForecastOf(Operation operation, DateTimeOffset now)
    {
        if (operation.IsFinished || operation.IsBackward || operation.Steps.IsEmpty || !operation.Steps.All(step => Steps.ContainsKey(step.Name)))
        {
            return null;
        }

        var stages = operation.Steps.GroupBy(step => step.Stage).ToList();
        var whole = Sum(stages, step => Steps[step.Name]);
        return new Forecast(
            whole,
            Sum(stages, step => LeftOf(step, now)),
            Sum(stages, step => step.Status == StepStatus.Pending ? Steps[step.Name] : TimeSpan.Zero),
            operation.StartedAt + TimeSpan.FromTicks(Math.Max((whole * LateShare).Ticks, (whole + LeastLateness).Ticks)));
    }

    private static TimeSpan Sum(IEnumerable<IGrouping<int, StepProgress>> stages, Func<StepProgress, TimeSpan> time)
        => stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Max(time));

    private TimeSpan LeftOf(StepProgress step, DateTimeOffset now) => step.Status switch
    {
        StepStatus.Pending => Steps[step.Name],
        StepStatus.Running => Clamp(Steps[step.Name] - (now - (step.StartedAt ?? now)), Steps[step.Name]),
        StepStatus.Done or StepStatus.Skipped or StepStatus.Failed or StepStatus.Undoing or StepStatus.Undone or StepStatus.UndoFailed => TimeSpan.Zero,
    };

    private static TimeSpan Clamp(TimeSpan left, TimeSpan most) => left < TimeSpan.Zero ? TimeSpan.Zero : left > most ? most : left;

    private static TimeSpan Median(ImmutableArray<TimeSpan> sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

/// <summary>What is to be expected of an operation under way.</summary>
/// <param name="Whole">How long all of it usually takes.</param>
/// <param name="Left">How long it usually takes from now on; zero when it should be done any moment.</param>
/// <param name="Least">What of that is left however long the steps under way still take.</param>
/// <param name="LateAt">From when on it takes longer than usual.</param>
public sealed record Forecast(TimeSpan Whole, TimeSpan Left, TimeSpan Least, DateTimeOffset LateAt);
