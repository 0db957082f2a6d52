using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Grains.Workers;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.UnitTests.Grains;

/// <summary>How one worker is asked, on a clock that stands still between two askings.</summary>
public sealed class WorkerLookoutTests : IDisposable
{
    private readonly ManualTimeProvider clock = new(Some.Noon);
    private readonly SemaphoreSlim asking = new(1);
    private readonly Edge edge = new();
    private readonly FakeWorkerEngine engine;
    private readonly WorkerLookout lookout;

    public WorkerLookoutTests()
    {
        engine = new FakeWorkerEngine(InstallationId.Parse("test"), clock);
        lookout = new WorkerLookout(Some.Worker, new OneEngine(engine), edge, ("10.0.0.3", 8088), asking, WorkerSight.Begin(clock.GetUtcNow()), clock);
    }

    public void Dispose() => asking.Dispose();

    [Fact]
    public async Task While_its_engine_answers_nothing_else_is_asked()
    {
        (await FollowAsync(TimeSpan.FromMinutes(10))).ShouldBeEmpty();

        engine.Journal.Length.ShouldBe(200);
        edge.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task An_engine_that_ends_is_suspect_after_seven_seconds_and_lost_after_twentyone_and_its_edge_tells_that_shops_are_served()
    {
        await lookout.AskAsync(default);
        engine.Faults.IsUnreachable = true;
        clock.Advance(lookout.Sight.AskAgainIn);

        (await FollowAsync(TimeSpan.FromMinutes(1))).ShouldBe([(7, Sight.Suspect), (21, Sight.Lost)]);
        lookout.Sight.EdgeAnswers.ShouldBe(true);

        edge.Answers = false;
        await lookout.AskAsync(default);
        lookout.Sight.EdgeAnswers.ShouldBe(false);
        edge.Last.ShouldBe(("10.0.0.3", 8088));
    }

    [Fact]
    public async Task It_is_back_with_the_third_answer()
    {
        await lookout.AskAsync(default);
        engine.Faults.IsUnreachable = true;
        await FollowAsync(TimeSpan.FromMinutes(1));
        engine.Faults.IsUnreachable = false;

        (await FollowAsync(TimeSpan.FromSeconds(10))).ShouldBe([(64, Sight.Seen)]);
        lookout.Sight.EdgeAnswers.ShouldBeNull();
    }

    [Fact]
    public async Task An_edge_that_never_answers_is_not_waited_for_longer_than_an_engine()
    {
        engine.Faults.IsUnreachable = true;
        await lookout.AskAsync(default);
        edge.Hangs = true;

        var asked = lookout.AskAsync(default);
        asked.IsCompleted.ShouldBeFalse();
        clock.Advance(WorkerSight.Patience);
        await asked.SoonAsync();

        lookout.Sight.EdgeAnswers.ShouldBe(false);
    }

    /// <summary>What changed, and how many seconds after noon.</summary>
    private async Task<List<(double Second, Sight Is)>> FollowAsync(TimeSpan duration)
    {
        var told = new List<(double, Sight)>();
        for (var end = clock.GetUtcNow() + duration; clock.GetUtcNow() < end; clock.Advance(lookout.Sight.AskAgainIn))
        {
            var before = lookout.Sight.Is;
            await lookout.AskAsync(default);
            if (lookout.Sight.Is != before)
            {
                told.Add(((clock.GetUtcNow() - Some.Noon).TotalSeconds, lookout.Sight.Is));
            }
        }

        return told;
    }

    private sealed class OneEngine(IWorkerEngine engine) : IWorkerEngines
    {
        public IWorkerEngine For(WorkerId worker) => engine;
    }

    private sealed class Edge : IProbeClient
    {
        public bool Answers { get; set; } = true;

        public bool Hangs { get; set; }

        public int Asked { get; private set; }

        public (string Address, int Port) Last { get; private set; }

        public async Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken)
        {
            (Asked, Last) = (Asked + 1, (probe.Address, probe.Port));
            if (Hangs)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            return new ProbeAnswer(Answers ? 404 : 0, TimeSpan.Zero, Answers ? "the answer was 404 where 200 is wanted" : "nobody answers");
        }
    }
}
