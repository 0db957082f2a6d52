#if !CLUSTER
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>What our own host does better than Orleans promises. No grain may rely on it: see ops/decisions/0013-what-orleans-does-otherwise.md.</summary>
public sealed class InProcessTests : GrainTests, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose() => _cancellation.Dispose();

    [Fact]
    public async Task Commands_run_in_the_order_they_were_sent()
    {
        var grain = Get<ITurnGrain>();
        var first = grain.HoldAsync("first");
        await Stage.NextAsync("first begins");

        var others = Enumerable.Range(0, 20).Select(i => grain.NoteAsync($"{i}")).ToList();
        Stage.Open("first");
        await Task.WhenAll([first, .. others]).SoonAsync();

        Stage.Notes.Skip(1).ShouldBe(["first ends", .. Enumerable.Range(0, 20).Select(i => $"{i}")]);
    }

    [Fact]
    public async Task A_call_cancelled_in_the_queue_does_not_run()
    {
        var first = Get<ICancelGrain>().IgnoreAsync("first", CancellationToken.None);
        await Stage.NextAsync("first begins");
        var queued = Get<ICancelGrain>().IgnoreAsync("queued", _cancellation.Token);
        Stage.Open("queued");

        await _cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(queued.SoonAsync());
        Stage.Open("first");
        await first.SoonAsync();
        Stage.Open("last");
        await Get<ICancelGrain>().IgnoreAsync("last", CancellationToken.None).SoonAsync();

        Stage.Notes.ShouldBe(["first begins", "first ends", "last begins", "last ends"]);
    }

    [Fact]
    public async Task The_text_of_an_exception_of_ours_arrives()
        => (await Should.ThrowAsync<GrainCallException>(Get<ICallGrain>().ThrowAsync("own").SoonAsync())).Message.ShouldContain("Only we know this.");

    [Fact]
    public async Task Each_item_of_a_stream_is_a_copy_of_its_own()
    {
        var items = await Get<IStreamGrain>().BasketsAsync().ToListAsync().AsTask().SoonAsync();

        items[0].Items.Add("pear");

        items[1].Items.ShouldBe(["apple"]);
    }

    [Fact]
    public async Task A_stopped_host_says_so()
    {
        await Cluster.StopAsync().SoonAsync();

        (await Should.ThrowAsync<GrainCallException>(Get<IStopGrain>().CallAsync().SoonAsync())).Message.ShouldContain("stop");
    }

    [Fact]
    public async Task A_turn_that_finishes_during_the_stop_may_still_call_other_grains()
    {
        var call = Get<IStopGrain>().HoldThenCallAsync("gate", "b");
        await Stage.NextAsync("holding");

        var stop = Cluster.StopAsync();
        Stage.Open("gate");

        await stop.SoonAsync();
        await call.SoonAsync();
        Stage.Notes.ShouldContain("b deactivated: ShuttingDown");
    }

    [Fact]
    public async Task A_turn_that_the_stop_does_not_wait_for_sees_its_token_cancelled()
    {
        _ = Get<IStopGrain>().HoldAsync("never");
        await Stage.NextAsync("holding");

        var stop = Cluster.StopAsync();
        Clock.Advance(TimeSpan.FromSeconds(21));

        await stop.SoonAsync();
        await Stage.NextAsync("token cancelled");
    }
}
#endif
