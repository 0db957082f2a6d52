using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>What a cancellation token means across a call.</summary>
public sealed class CancellationTests : GrainTests, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose() => _cancellation.Dispose();

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_the_grain_sees_it()
    {
        var call = Get<ICancelGrain>().WaitAsync("one", _cancellation.Token);
        await Stage.NextAsync("one begins");

        await _cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call.SoonAsync());
        await Stage.NextAsync("one cancelled");
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_even_when_the_grain_does_not_listen()
    {
        var call = Get<ICancelGrain>().IgnoreAsync("deaf", _cancellation.Token);
        await Stage.NextAsync("deaf begins");

        await _cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call.SoonAsync());

        Stage.Open("deaf");
        await Stage.NextAsync("deaf ends");
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_throws_at_once_and_is_not_sent()
    {
        await _cancellation.CancelAsync();
        Stage.Open("never");

        Should.Throw<OperationCanceledException>(() => { _ = Get<ICancelGrain>().IgnoreAsync("never", _cancellation.Token); });
        Stage.Open("last");
        await Get<ICancelGrain>().IgnoreAsync("last", CancellationToken.None).SoonAsync();

        Stage.Count("never begins").ShouldBe(0);
    }

    [Fact]
    public async Task Callbacks_of_the_token_run_as_part_of_the_grain()
    {
        var call = Get<ICancelGrain>().BusyUntilCancelledAsync(_cancellation.Token);
        await Stage.NextAsync("busy");

        await _cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call.SoonAsync());
        Stage.Open("cancelled");
        Stage.Open("rest");

        await Stage.NextAsync("alone");
    }

    [Fact]
    public async Task Cancelling_after_the_answer_changes_nothing()
    {
        Stage.Open("done");
        await Get<ICancelGrain>().WaitAsync("done", _cancellation.Token).SoonAsync();

        await _cancellation.CancelAsync();

        Stage.Open("again");
        await Get<ICancelGrain>().WaitAsync("again", CancellationToken.None).SoonAsync();
        Stage.Notes.ShouldBe(["done begins", "done ends", "again begins", "again ends"]);
    }
}

public interface ICancelGrain : IGrainWithStringKey
{
    Task WaitAsync(string gate, CancellationToken cancellationToken = default);

    Task IgnoreAsync(string gate, CancellationToken cancellationToken = default);

    Task BusyUntilCancelledAsync(CancellationToken cancellationToken = default);
}

public sealed class CancelGrain(Stage stage) : Grain, ICancelGrain
{
    private int _inside;

    public async Task WaitAsync(string gate, CancellationToken cancellationToken)
    {
        stage.Note($"{gate} begins");
        try
        {
            await stage.GateAsync(gate).WaitAsync(cancellationToken);
            stage.Note($"{gate} ends");
        }
        catch (OperationCanceledException)
        {
            stage.Note($"{gate} cancelled");
            throw;
        }
    }

    public async Task IgnoreAsync(string gate, CancellationToken cancellationToken)
    {
        stage.Note($"{gate} begins");
        await stage.GateAsync(gate);
        stage.Note($"{gate} ends");
    }

    /// <summary>Stays on its thread until cancellation was asked for, so that a callback from another thread would be seen inside.</summary>
    public async Task BusyUntilCancelledAsync(CancellationToken cancellationToken)
    {
        var met = false;
        await using var registration = cancellationToken.Register(() => met |= Volatile.Read(ref _inside) == 1);
        Volatile.Write(ref _inside, 1);
        stage.Note("busy");
        SpinWait.SpinUntil(() => stage.GateAsync("cancelled").IsCompleted);
        Volatile.Write(ref _inside, 0);
        await stage.GateAsync("rest");
        stage.Note(met ? "met another" : "alone");
    }
}
