using System.Runtime.CompilerServices;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>Grain methods that answer with a stream of items.</summary>
public sealed class StreamTests : GrainTests, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose() => _cancellation.Dispose();

    [Fact]
    public async Task All_items_arrive_in_order()
    {
        (await Get<IStreamGrain>().CountAsync(250).ToListAsync().AsTask().SoonAsync()).ShouldBe(Enumerable.Range(0, 250));
        Stage.Notes.ShouldBe(["counted"]);
    }

    [Fact]
    public async Task An_empty_stream_ends_at_once()
    {
        (await Get<IStreamGrain>().CountAsync(0).ToListAsync().AsTask().SoonAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_may_be_read_twice()
    {
        var stream = Get<IStreamGrain>().CountAsync(3);

        (await stream.ToListAsync().AsTask().SoonAsync()).ShouldBe([0, 1, 2]);
        (await stream.ToListAsync().AsTask().SoonAsync()).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Items_arrive_as_they_come()
    {
        await using var items = Get<IStreamGrain>().FollowAsync("key").GetAsyncEnumerator();

        for (var i = 0; i < 3; i++)
        {
            var next = items.MoveNextAsync().AsTask();
            await Stage.NextAsync($"waits {i}");
            next.IsCompleted.ShouldBeFalse();
            Stage.Open($"item {i}");
            (await next.SoonAsync()).ShouldBeTrue();
            items.Current.ShouldBe($"key {i}");
        }
    }

    [Fact]
    public async Task A_stream_that_waits_holds_up_nothing()
    {
        await using var items = Get<IStreamGrain>().FollowAsync("key").GetAsyncEnumerator();
        var next = items.MoveNextAsync().AsTask();
        await Stage.NextAsync("waits 0");

        await Get<IStreamGrain>().CommandAsync().SoonAsync();
        next.IsCompleted.ShouldBeFalse();

        Stage.Open("item 0");
        await next.SoonAsync();
    }

    [Fact]
    public async Task Waiting_for_an_item_does_not_time_out()
    {
        await using var items = Get<IStreamGrain>().FollowAsync("key").GetAsyncEnumerator();
        var next = items.MoveNextAsync().AsTask();
        await Stage.NextAsync("waits 0");

        var call = Get<ICallGrain>().HangAsync("never");
        await Stage.NextAsync("hanging");
        Clock.Advance(10 * GrainCluster.CallTimeout);
        await Should.ThrowAsync<TimeoutException>(call.SoonAsync());
        Stage.Open("item 0");

        (await next.SoonAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Stopping_early_ends_the_iterator()
    {
        Stage.Open("item 0");
        await foreach (var item in Get<IStreamGrain>().FollowAsync("key"))
        {
            item.ShouldBe("key 0");
            break;
        }

        await Stage.NextAsync("followed to the end: token cancelled");
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_the_iterator()
    {
        await using var items = Get<IStreamGrain>().FollowAsync("key").GetAsyncEnumerator(_cancellation.Token);
        var next = items.MoveNextAsync().AsTask();
        await Stage.NextAsync("waits 0");

        await _cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(next.SoonAsync());
        await Stage.NextAsync("followed to the end: token cancelled");
    }

    [Fact]
    public async Task The_token_given_as_an_argument_cancels_too()
    {
        await using var items = Get<IStreamGrain>().FollowAsync("key", _cancellation.Token).GetAsyncEnumerator();
        var next = items.MoveNextAsync().AsTask();
        await Stage.NextAsync("waits 0");

        await _cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(next.SoonAsync());
        await Stage.NextAsync("followed to the end: token cancelled");
    }

    [Fact]
    public async Task An_exception_arrives_after_the_items_before_it()
    {
        var seen = new List<int>();
        var thrown = await Should.ThrowAsync<FormatException>(async () =>
        {
            await foreach (var item in Get<IStreamGrain>().BreakAsync())
            {
                seen.Add(item);
            }
        });

        seen.ShouldBe([1, 2]);
        thrown.Message.ShouldBe("No third.");
    }

    [Fact]
    public async Task Items_are_copies()
    {
        var items = await Get<IStreamGrain>().BasketsAsync().ToListAsync().AsTask().SoonAsync();

        items[0].Items.Add("pear");

        (await Get<IStreamGrain>().BasketsAsync().ToListAsync().AsTask().SoonAsync()).ShouldAllBe(basket => basket.Items.Count == 1);
    }

    [Fact]
    public async Task A_grain_that_goes_aborts_its_streams()
    {
        await using var items = Get<IStreamGrain>().FollowAsync("key").GetAsyncEnumerator();
        var next = items.MoveNextAsync().AsTask();
        await Stage.NextAsync("waits 0");

        await Get<IStreamGrain>().LeaveAsync().SoonAsync();

        await Should.ThrowAsync<Exception>(next.SoonAsync());
        await Stage.NextAsync("followed to the end: token cancelled");
    }

    [Fact]
    public async Task A_stream_that_nobody_reads_any_more_is_forgotten()
    {
        var items = Get<IStreamGrain>().FollowAsync("key").GetAsyncEnumerator();
        Stage.Open("item 0");
        await items.MoveNextAsync().AsTask().SoonAsync();

        Clock.Advance(4 * GrainCluster.CallTimeout);

        await Stage.NextAsync("followed to the end: token cancelled");
        await Should.ThrowAsync<Exception>(items.MoveNextAsync().AsTask().SoonAsync());
        await items.DisposeAsync();
    }
}

public interface IStreamGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> CountAsync(int number);

    IAsyncEnumerable<string> FollowAsync(string name, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> BreakAsync();

    IAsyncEnumerable<Basket> BasketsAsync();

    Task CommandAsync();

    Task LeaveAsync();
}

public sealed class StreamGrain(Stage stage) : Grain, IStreamGrain
{
    private readonly Basket _basket = new("shared", ["apple"]);

    public async IAsyncEnumerable<int> CountAsync(int number)
    {
        for (var i = 0; i < number; i++)
        {
            if (i % 70 == 69)
            {
                await Task.Yield();
            }

            yield return i;
        }

        stage.Note("counted");
    }

    public async IAsyncEnumerable<string> FollowAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                stage.Note($"waits {i}");
                await stage.GateAsync($"item {i}").WaitAsync(cancellationToken);
                yield return $"{name} {i}";
            }
        }
        finally
        {
            stage.Note($"followed to the end: token {(cancellationToken.IsCancellationRequested ? "cancelled" : "not cancelled")}");
        }
    }

    public async IAsyncEnumerable<int> BreakAsync()
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
        throw new FormatException("No third.");
    }

    public async IAsyncEnumerable<Basket> BasketsAsync()
    {
        yield return _basket;
        await Task.CompletedTask;
        yield return _basket;
    }

    public Task CommandAsync() => Task.CompletedTask;

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
