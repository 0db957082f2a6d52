using ShopHosting.Domain.Workers;
using ShopHosting.Testing;
using Xunit.Abstractions;

namespace ShopHosting.UnitTests.Domain;

/// <summary>When a silent worker counts as away, and that lost packets are no silence.</summary>
public sealed class WorkerSightTests(ITestOutputHelper output)
{
    [Fact]
    public void A_worker_that_falls_silent_is_suspect_and_then_lost_at_these_times()
    {
        var told = Follow(WorkerSight.Begin(Some.Noon), SightPath.Engine, [.. Enumerable.Range(0, 15).Select(miss => (5 + 2 * miss, false))]);

        told.ShouldBe([(7, Sight.Suspect), (21, Sight.Lost)]);
    }

    [Fact]
    public void A_lost_worker_is_back_with_its_third_answer_in_a_row()
    {
        var told = Follow(WorkerSight.Away(Some.Noon), SightPath.Engine, [(1, true), (3, true), (5, false), (7, true), (9, true), (11, true)]);

        told.ShouldBe([(11, Sight.Seen)]);
    }

    [Fact]
    public void What_is_told_of_a_lost_worker_is_when_it_was_heard_before()
    {
        var sight = WorkerSight.Away(Some.Noon).With(new(Some.Noon.AddSeconds(40), SightPath.Engine, true));

        sight.HeardAt.ShouldBe(Some.Noon);
        sight.With(new(Some.Noon.AddSeconds(42), SightPath.Engine, true)).With(new(Some.Noon.AddSeconds(44), SightPath.Engine, true)).HeardAt.ShouldBe(Some.Noon.AddSeconds(44));
    }

    /// <summary>Whoever asks stood still: a suspended machine, a processor that others had.</summary>
    [Fact]
    public void A_long_time_without_looking_is_no_silence()
        => Follow(WorkerSight.Begin(Some.Noon), SightPath.Engine, [(3, true), (3600, false), (3602, true)]).ShouldBeEmpty();

    [Fact]
    public void Misses_in_no_time_lose_nobody()
        => Follow(WorkerSight.Begin(Some.Noon), SightPath.Events, [.. Enumerable.Repeat((1, false), 50)]).ShouldBeEmpty();

    [Fact]
    public void An_event_is_an_answer_and_the_edge_only_says_whether_shops_are_served()
    {
        var silent = WorkerSight.Begin(Some.Noon).With(new(Some.Noon.AddSeconds(8), SightPath.Engine, false)).With(new(Some.Noon.AddSeconds(8), SightPath.Edge, true));
        silent.EdgeAnswers.ShouldBe(true);
        silent.With(new(Some.Noon.AddSeconds(8), SightPath.Events, false)).Is.ShouldBe(Sight.Suspect);

        var heard = silent.With(new(Some.Noon.AddSeconds(9), SightPath.Events, true));
        heard.ShouldBe(WorkerSight.Begin(Some.Noon.AddSeconds(9)) with { Answers = 1 });
    }

    /// <summary>A week each of twenty workers.</summary>
    [Fact]
    public void Five_lost_packets_of_a_hundred_are_no_alarm()
    {
        var (asked, missed, suspected, lost) = Simulate(loss: 0.05, workers: 20, TimeSpan.FromDays(7));
        output.WriteLine($"5 %: {asked} asked, {missed} missed, {suspected} suspected, {lost} lost in 140 days");

        missed.ShouldBeGreaterThan(0, "the network that is simulated loses nothing");
        lost.ShouldBe(0);
        suspected.ShouldBeLessThan(20);
    }

    [Fact]
    public void Twenty_of_a_hundred_lose_a_worker_rarely()
    {
        var (asked, missed, suspected, lost) = Simulate(loss: 0.2, workers: 20, TimeSpan.FromDays(2));
        output.WriteLine($"20 %: {asked} asked, {missed} missed, {suspected} suspected, {lost} lost in 40 days");

        missed.ShouldBeGreaterThan(asked / 1000);
        lost.ShouldBeLessThan(40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void A_worker_that_goes_away_is_noticed_in_time_at_whatever_moment_it_goes(double loss)
    {
        var (slowestSuspect, slowestLost) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var seed = 0; seed < 2000; seed++)
        {
            var line = new Line(seed, loss);
            var wentAt = Some.Noon + TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(line.Next(10_000));
            var (suspectAt, lostAt) = (DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
            line.Run(wentAt, wentAt.AddMinutes(2), (at, sight) =>
            {
                suspectAt = at >= wentAt && sight.Is != Sight.Seen && at < suspectAt ? at : suspectAt;
                lostAt = sight.Is == Sight.Lost && at < lostAt ? at : lostAt;
            });
            slowestSuspect = Max(slowestSuspect, suspectAt - wentAt);
            slowestLost = Max(slowestLost, lostAt - wentAt);
        }

        output.WriteLine($"{loss:P0} lost: suspect after at most {slowestSuspect.TotalSeconds:F1} s, lost after at most {slowestLost.TotalSeconds:F1} s");
        slowestSuspect.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(10));
        slowestLost.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static List<(int Second, Sight Is)> Follow(WorkerSight sight, SightPath path, IReadOnlyList<(int Second, bool IsAnswered)> observed)
    {
        var told = new List<(int, Sight)>();
        foreach (var (second, isAnswered) in observed)
        {
            var before = sight.Is;
            sight = sight.With(new(Some.Noon.AddSeconds(second), path, isAnswered));
            if (sight.Is != before)
            {
                told.Add((second, sight.Is));
            }
        }

        return told;
    }

    private static (long Asked, long Missed, int Suspected, int Lost) Simulate(double loss, int workers, TimeSpan duration)
    {
        var (asked, missed, suspected, lost) = (0L, 0L, 0, 0);
        for (var worker = 0; worker < workers; worker++)
        {
            var before = Sight.Seen;
            new Line(worker, loss).Run(DateTimeOffset.MaxValue, Some.Noon + duration, (_, sight) =>
            {
                asked++;
                missed += sight.Misses > 0 ? 1 : 0;
                suspected += sight.Is == Sight.Suspect && before == Sight.Seen ? 1 : 0;
                lost += sight.Is == Sight.Lost && before != Sight.Lost ? 1 : 0;
                before = sight.Is;
            });
        }

        return (asked, missed, suspected, lost);
    }

    /// <summary>
    /// A network that loses packets, with TCP as Linux does it on top: a segment is sent again after 200 ms, then after twice as long each time; the first one of a
    /// connection after a second. A new connection needs its three-way handshake and the two round trips of TLS before it carries the asking.
    /// </summary>
    private sealed class Line(int seed, double loss)
    {
        private static readonly TimeSpan s_way = TimeSpan.FromMilliseconds(1);
        private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);
        private static readonly TimeSpan s_firstAgain = TimeSpan.FromSeconds(1);
#pragma warning disable RS0030 // the same numbers in every run
        private readonly Random random = new(seed);
#pragma warning restore RS0030
        private bool isConnected;

        public int Next(int below) => random.Next(below);

        public void Run(DateTimeOffset wentAt, DateTimeOffset until, Action<DateTimeOffset, WorkerSight> observed)
        {
            var sight = WorkerSight.Begin(Some.Noon);
            for (var now = Some.Noon; now < until;)
            {
                var took = Ask();
                isConnected = took <= WorkerSight.Patience && now + took < wentAt;
                var answeredAt = now + (isConnected ? took : WorkerSight.Patience);
                sight = sight.With(new(answeredAt, SightPath.Engine, isConnected));
                observed(answeredAt, sight);
                var next = now + sight.AskAgainIn;
                now = next > answeredAt ? next : answeredAt;
            }
        }

        private TimeSpan Ask()
        {
            var took = RoundTrip(s_again);
            return isConnected ? took : took + RoundTrip(s_firstAgain) + RoundTrip(s_again) + RoundTrip(s_again);
        }

        private TimeSpan RoundTrip(TimeSpan again) => OneWay(again) + OneWay(again);

        private TimeSpan OneWay(TimeSpan again)
        {
            var took = s_way;
            for (; random.NextDouble() < loss; again *= 2)
            {
                took += again;
            }

            return took;
        }
    }
}
