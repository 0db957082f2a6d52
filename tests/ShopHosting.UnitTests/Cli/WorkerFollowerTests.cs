using ShopHosting.Cli.Panel;
using ShopHosting.Cli.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Cli;

public sealed class WorkerFollowerTests
{
    private static readonly ControlWorker s_joining = new() { Name = WorkerId.Parse("w2"), Status = WorkerStatus.Joining, Since = Some.Noon, Endpoint = "unix:///x.sock" };

    private readonly ManualTimeProvider clock = new();
    private readonly Queue<Result<ControlWorker>> answers = new();
    private readonly List<WorkerStatus> told = [];

    [Fact]
    public async Task A_worker_is_asked_after_each_second_until_nothing_is_owed_and_through_moments_without_an_answer()
    {
        answers.Enqueue(new Error(ErrorKind.Unavailable, "control.no-answer", "Later."));
        answers.Enqueue(s_joining);
        answers.Enqueue(s_joining with { Status = WorkerStatus.Failed });
        var following = Follow();

        clock.Advance(TimeSpan.FromSeconds(0.9));
        told.ShouldBe([WorkerStatus.Joining]);
        clock.Advance(TimeSpan.FromSeconds(2.2));

        (await following.SoonAsync()).Status.ShouldBe(WorkerStatus.Failed);
        told.ShouldBe([WorkerStatus.Joining, WorkerStatus.Joining, WorkerStatus.Joining, WorkerStatus.Failed]);
    }

    [Fact]
    public async Task A_refusal_ends_it_with_its_sentence()
    {
        answers.Enqueue(WorkerErrors.NoSuchWorker);
        var following = Follow();

        clock.Advance(TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<PanelException>(() => following.SoonAsync())).Message.ShouldBe(WorkerErrors.NoSuchWorker.Message);
    }

    private Task<ControlWorker> Follow()
    {
        SynchronizationContext.SetSynchronizationContext(null);          // so that it goes on where the clock is moved, and not later
        return new WorkerFollower((_, _) => Task.FromResult(answers.Dequeue()), clock, worker => told.Add(worker.Status)).FollowAsync(s_joining, default);
    }
}
