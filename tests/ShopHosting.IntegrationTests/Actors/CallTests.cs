using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>What passes between a caller and a grain: copies only, and of exceptions what travels.</summary>
public sealed class CallTests : GrainTests
{
    [Fact]
    public async Task A_grain_gets_its_own_copy_of_an_argument()
    {
        var basket = new Basket("mine", ["apple"]);
        await Get<ICallGrain>().KeepAsync(basket).SoonAsync();

        basket.Items.Add("pear");

        (await Get<ICallGrain>().KeptAsync().SoonAsync()).Items.ShouldBe(["apple"]);
    }

    [Fact]
    public async Task An_argument_is_copied_when_the_call_is_made()
    {
        var basket = new Basket("mine", ["apple"]);
        var call = Get<ICallGrain>().KeepAsync(basket);
        basket.Items.Add("pear");
        await call.SoonAsync();

        (await Get<ICallGrain>().KeptAsync().SoonAsync()).Items.ShouldBe(["apple"]);
    }

    [Fact]
    public async Task A_caller_gets_its_own_copy_of_a_result()
    {
        await Get<ICallGrain>().KeepAsync(new Basket("mine", ["apple"])).SoonAsync();

        (await Get<ICallGrain>().KeptAsync().SoonAsync()).Items.Add("pear");

        (await Get<ICallGrain>().KeptAsync().SoonAsync()).Items.ShouldBe(["apple"]);
    }

    [Fact]
    public async Task Values_of_many_kinds_arrive_as_they_were()
    {
        var time = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.FromHours(2));
        var values = new Values("täxt ☃", 7, null, time, TimeSpan.FromMilliseconds(1.5), DayOfWeek.Friday, 12.34m, [1, 2, 3],
            new Dictionary<string, int> { ["x"] = 1 });

        var back = await Get<ICallGrain>().EchoAsync(values).SoonAsync();

        back.ShouldBeEquivalentTo(values);
        (await Get<ICallGrain>().SimpleAsync("t", 1, null, time, DayOfWeek.Friday).SoonAsync()).ShouldBe($"t 1  {time:O} Friday");
    }

    [Fact]
    public async Task Nothing_may_be_sent_and_answered()
    {
        (await Get<ICallGrain>().NothingAsync(null).SoonAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task An_argument_that_cannot_be_serialised_fails_the_call_and_the_grain_is_not_called()
    {
        await Should.ThrowAsync<Exception>(() => Get<ICallGrain>().TakeOpaqueAsync(new Opaque(() => 1)).SoonAsync());

        Stage.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_result_that_cannot_be_serialised_fails_the_call()
    {
        await Should.ThrowAsync<Exception>(Get<ICallGrain>().GiveOpaqueAsync().SoonAsync());

        Stage.Notes.ShouldBe(["opaque given"]);
    }

    [Fact]
    public async Task A_base_type_arrives_as_what_it_is_when_it_says_how()
    {
        (await Get<ICallGrain>().ShapeAsync(new Circle(3)).SoonAsync()).ShouldBe("Circle { Radius = 3 }");
    }

    [Fact]
    public async Task An_exception_of_the_platform_arrives_as_itself()
    {
        (await Should.ThrowAsync<FormatException>(Get<ICallGrain>().ThrowAsync("format").SoonAsync())).Message.ShouldBe("Not a number.");
        (await Should.ThrowAsync<ArgumentException>(Get<ICallGrain>().ThrowAsync("argument").SoonAsync())).Message.ShouldContain("Too big.");
        await Should.ThrowAsync<OperationCanceledException>(Get<ICallGrain>().ThrowAsync("cancelled").SoonAsync());
    }

    [Fact]
    public async Task The_cause_of_an_exception_arrives_with_it()
    {
        var thrown = await Should.ThrowAsync<InvalidOperationException>(Get<ICallGrain>().ThrowAsync("caused").SoonAsync());

        thrown.InnerException.ShouldBeOfType<FormatException>().Message.ShouldBe("Not a number.");
    }

    [Fact]
    public async Task An_exception_of_ours_does_not_travel()
    {
        var thrown = await Should.ThrowAsync<Exception>(Get<ICallGrain>().ThrowAsync("own").SoonAsync());

        thrown.ShouldNotBeAssignableTo<OwnException>();
        thrown.ShouldNotBeAssignableTo<InvalidOperationException>();
    }

    [Fact]
    public async Task A_grain_goes_on_after_an_exception()
    {
        var grain = Get<ICallGrain>();
        await grain.KeepAsync(new Basket("mine", [])).SoonAsync();
        await Should.ThrowAsync<Exception>(grain.ThrowAsync("format").SoonAsync());
        await Should.ThrowAsync<Exception>(grain.ThrowAsync("at once").SoonAsync());

        (await grain.KeptAsync().SoonAsync()).Name.ShouldBe("mine");
    }

    [Fact]
    public async Task Value_tasks_answer_too()
    {
        await Get<ICallGrain>().SetNumberAsync(4);

        (await Get<ICallGrain>().NumberAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task A_grain_is_reached_by_each_of_its_interfaces()
    {
        await Get<ICallGrain>().SetNumberAsync(4);

        (await Get<INumberGrain>().NumberTwiceAsync().SoonAsync()).ShouldBe(8);
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_with_a_time_out_while_its_turn_goes_on()
    {
        var call = Get<ICallGrain>().HangAsync("gate");
        await Stage.NextAsync("hanging");

        Clock.Advance(GrainCluster.CallTimeout);
        await Should.ThrowAsync<TimeoutException>(call.SoonAsync());

        Stage.Open("gate");
        await Stage.NextAsync("hung");
    }

    [Fact]
    public async Task A_call_that_timed_out_in_the_queue_does_not_run()
    {
        var hanging = Get<ICallGrain>().HangAsync("gate");
        await Stage.NextAsync("hanging");
        var queued = Get<ICallGrain>().GiveOpaqueAsync();

        Clock.Advance(GrainCluster.CallTimeout);
        await Should.ThrowAsync<TimeoutException>(queued.SoonAsync());
        await Should.ThrowAsync<TimeoutException>(hanging.SoonAsync());
        Stage.Open("gate");
        await Get<ICallGrain>().NothingAsync(null).SoonAsync();

        Stage.Count("opaque given").ShouldBe(0);
    }

    [Fact]
    public async Task Grains_that_call_each_other_in_a_circle_get_a_time_out_instead_of_hanging()
    {
        var circle = Get<ICallGrain>("a").RoundAsync(["b", "a"]);
        await Stage.NextAsync("b calls a");

        Clock.Advance(GrainCluster.CallTimeout);

        await Should.ThrowAsync<TimeoutException>(circle.SoonAsync());
        await Get<ICallGrain>("a").NothingAsync(null).SoonAsync();
        await Get<ICallGrain>("b").NothingAsync(null).SoonAsync();
    }
}

public sealed record Basket(string Name, List<string> Items);

public sealed record Values(
    string Text, int Number, int? None, DateTimeOffset Time, TimeSpan Span, DayOfWeek Day, decimal Amount, int[] Many, Dictionary<string, int> Named);

public sealed record Opaque(Func<int> Secret);

[System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")]
public abstract record Shape;

public sealed record Circle(int Radius) : Shape;

#pragma warning disable CA1032 // made in one place
public sealed class OwnException(string message) : InvalidOperationException(message);
#pragma warning restore CA1032

public interface INumberGrain : IGrainWithStringKey
{
    Task<int> NumberTwiceAsync();
}

public interface ICallGrain : IGrainWithStringKey
{
    Task KeepAsync(Basket basket);

    Task<Basket> KeptAsync();

    Task<Values> EchoAsync(Values values);

    Task<string> SimpleAsync(string text, int number, int? none, DateTimeOffset time, DayOfWeek day);

    Task<Basket?> NothingAsync(Basket? basket);

    Task TakeOpaqueAsync(Opaque opaque);

    Task<Opaque> GiveOpaqueAsync();

    Task<string> ShapeAsync(Shape shape);

    Task ThrowAsync(string what);

    ValueTask SetNumberAsync(int number);

    ValueTask<int> NumberAsync();

    Task HangAsync(string gate);

    Task RoundAsync(List<string> others);
}

public sealed class CallGrain(Stage stage) : Grain, ICallGrain, INumberGrain
{
    private Basket _basket = new("none", []);
    private int _number;

    public Task KeepAsync(Basket basket)
    {
        _basket = basket;
        return Task.CompletedTask;
    }

    public Task<Basket> KeptAsync() => Task.FromResult(_basket);

    public Task<Values> EchoAsync(Values values) => Task.FromResult(values);

    public Task<string> SimpleAsync(string text, int number, int? none, DateTimeOffset time, DayOfWeek day)
        => Task.FromResult($"{text} {number} {none} {time:O} {day}");

    public Task<Basket?> NothingAsync(Basket? basket) => Task.FromResult(basket);

    public Task TakeOpaqueAsync(Opaque opaque)
    {
        stage.Note("opaque taken");
        return Task.CompletedTask;
    }

    public Task<Opaque> GiveOpaqueAsync()
    {
        stage.Note("opaque given");
        return Task.FromResult(new Opaque(() => 1));
    }

    public Task<string> ShapeAsync(Shape shape) => Task.FromResult(shape.ToString());

    public Task ThrowAsync(string what) => what == "at once" ? throw new FormatException("At once.") : ThrowLaterAsync(what);

    public ValueTask SetNumberAsync(int number)
    {
        _number = number;
        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> NumberAsync()
    {
        await Task.Yield();
        return _number;
    }

    public Task<int> NumberTwiceAsync() => Task.FromResult(2 * _number);

    public async Task HangAsync(string gate)
    {
        stage.Note("hanging");
        await stage.GateAsync(gate);
        stage.Note("hung");
    }

    public Task RoundAsync(List<string> others)
    {
        if (others is [var next, .. var rest])
        {
            stage.Note($"{this.GetPrimaryKeyString()} calls {next}");
            return GrainFactory.GetGrain<ICallGrain>(next).RoundAsync(rest);
        }

        return Task.CompletedTask;
    }

    private static async Task ThrowLaterAsync(string what)
    {
        await Task.Yield();
        throw what switch
        {
            "argument" => new ArgumentOutOfRangeException(nameof(what), "Too big."),
            "cancelled" => new OperationCanceledException("Given up."),
            "caused" => new InvalidOperationException("Could not be read.", new FormatException("Not a number.")),
            "own" => new OwnException("Only we know this."),
            _ => new FormatException("Not a number."),
        };
    }
}
