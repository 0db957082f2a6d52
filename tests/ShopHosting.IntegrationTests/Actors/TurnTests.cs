using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>Which calls of one grain may run beside which.</summary>
public sealed class TurnTests : GrainTests
{
    [Fact]
    public async Task Concurrent_commands_run_one_at_a_time()
    {
        var grain = Get<ITurnGrain>();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.AddOneAsync())).SoonAsync();

        (await grain.ValueAsync().SoonAsync()).ShouldBe(100);
    }

    [Fact]
    public async Task A_command_waits_while_another_awaits()
    {
        var grain = Get<ITurnGrain>();
        var first = grain.HoldAsync("first");
        await Stage.NextAsync("first begins");

        var second = grain.HoldAsync("second");
        await grain.ViewAsync().SoonAsync(); // sent after the second and answered before it: the second was passed over
        Stage.Notes.ShouldBe(["first begins"]);

        Stage.Open("second");
        Stage.Open("first");
        await Task.WhenAll(first, second).SoonAsync();
        Stage.Notes.ShouldBe(["first begins", "first ends", "second begins", "second ends"]);
    }

    [Fact]
    public async Task A_view_is_answered_during_a_long_command()
    {
        var grain = Get<ITurnGrain>();
        var command = grain.HoldAsync("command");
        await Stage.NextAsync("command begins");

        (await grain.ViewAsync().SoonAsync()).ShouldBe(0);
        command.IsCompleted.ShouldBeFalse();

        Stage.Open("command");
        await command.SoonAsync();
    }

    [Fact]
    public async Task A_view_that_awaits_does_not_hold_up_a_command()
    {
        var grain = Get<ITurnGrain>();
        var view = grain.HoldViewAsync("view");
        await Stage.NextAsync("view begins");

        await grain.AddOneAsync().SoonAsync();

        view.IsCompleted.ShouldBeFalse();
        Stage.Open("view");
        await view.SoonAsync();
    }

    [Fact]
    public async Task Interleaving_calls_of_one_grain_never_run_in_parallel()
    {
        var grain = Get<ITurnGrain>();

        var most = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.MostAtOnceAsync())).SoonAsync();

        most.Max().ShouldBe(1);
    }

    [Fact]
    public async Task Different_grains_run_beside_each_other()
    {
        var one = Get<ITurnGrain>("one").HoldAsync("one");
        var two = Get<ITurnGrain>("two").HoldAsync("two");
        await Stage.NextAsync("one begins");
        await Stage.NextAsync("two begins");

        Stage.Open("one");
        Stage.Open("two");
        await Task.WhenAll(one, two).SoonAsync();
    }

    [Fact]
    public async Task Read_only_calls_run_beside_each_other()
    {
        var grain = Get<ITurnGrain>();
        var one = grain.ReadAsync("one");
        var two = grain.ReadAsync("two");
        await Stage.NextAsync("one begins");
        await Stage.NextAsync("two begins");

        Stage.Open("one");
        Stage.Open("two");
        await Task.WhenAll(one, two).SoonAsync();
    }

    [Fact]
    public async Task A_read_only_call_waits_for_a_command()
    {
        var grain = Get<ITurnGrain>();
        var command = grain.HoldAsync("command");
        await Stage.NextAsync("command begins");

        var read = grain.ReadAsync("read");
        await grain.ViewAsync().SoonAsync();
        Stage.Notes.ShouldBe(["command begins"]);

        Stage.Open("read");
        Stage.Open("command");
        await Task.WhenAll(command, read).SoonAsync();
        Stage.Notes.ShouldBe(["command begins", "command ends", "read begins", "read ends"]);
    }

    [Fact]
    public async Task A_command_waits_for_a_read_only_call()
    {
        var grain = Get<ITurnGrain>();
        var read = grain.ReadAsync("read");
        await Stage.NextAsync("read begins");

        var command = grain.HoldAsync("command");
        await grain.ViewAsync().SoonAsync();
        Stage.Notes.ShouldBe(["read begins"]);

        Stage.Open("command");
        Stage.Open("read");
        await Task.WhenAll(command, read).SoonAsync();
    }

    [Fact]
    public async Task What_a_caller_keeps_in_async_locals_stays_with_the_caller()
    {
        TurnGrain.Ambient.Value = "the caller's";

        (await Get<ITurnGrain>().AmbientAsync().SoonAsync()).ShouldBe("none");
    }
}

public interface ITurnGrain : IGrainWithStringKey
{
    Task AddOneAsync();

    Task<int> ValueAsync();

    Task HoldAsync(string name);

    Task NoteAsync(string what);

    Task<string> AmbientAsync();

    [AlwaysInterleave]
    Task<int> ViewAsync();

    [AlwaysInterleave]
    Task HoldViewAsync(string name);

    [AlwaysInterleave]
    Task<int> MostAtOnceAsync();

    [ReadOnly]
    Task ReadAsync(string name);
}

public sealed class TurnGrain(Stage stage) : Grain, ITurnGrain
{
    private int _value;
    private int _atOnce;
    private int _most;

    public static AsyncLocal<string> Ambient { get; } = new();

    public async Task AddOneAsync()
    {
        var before = _value;
        await Task.Yield();
        _value = before + 1;
    }

    public Task<int> ValueAsync() => Task.FromResult(_value);

    public async Task HoldAsync(string name)
    {
        stage.Note($"{name} begins");
        await stage.GateAsync(name);
        stage.Note($"{name} ends");
    }

    public Task NoteAsync(string what)
    {
        stage.Note(what);
        return Task.CompletedTask;
    }

    public Task<string> AmbientAsync() => Task.FromResult(Ambient.Value ?? "none");

    public Task<int> ViewAsync() => Task.FromResult(_value);

    public Task HoldViewAsync(string name) => HoldAsync(name);

    public async Task<int> MostAtOnceAsync()
    {
        for (var i = 0; i < 20; i++)
        {
            var now = Interlocked.Increment(ref _atOnce);
            _most = Math.Max(_most, now);
            Thread.SpinWait(200);
            Interlocked.Decrement(ref _atOnce);
            await Task.Yield();
        }

        return _most;
    }

    public Task ReadAsync(string name) => HoldAsync(name);
}
