using AngleSharp.Html.Parser;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class StoreEventsTests : FrontendTest
{
    [Fact]
    public async Task Each_change_arrives_as_the_same_markup_as_the_page_has()
    {
        var (visitor, store, page) = await CustomerAsync();
        await using var events = await ListenAsync(visitor, page + "/events");
        var first = await events.NextAsync();
        first.EventType.ShouldBe("view");
        first.EventId.ShouldBe("1");
        first.Data.ShouldContain("0 of 9 steps");

        store.Advance();
        var second = await events.NextAsync("view");
        second.EventId.ShouldBe("2");
        second.Data.ShouldContain("1 of 9 steps");
        var part = Parse(await visitor.GetAsync(page)).GetElementById("live-part")!;
        part.QuerySelectorAll(".step").Length.ShouldBe(9);
        part.GetAttribute("data-version").ShouldBe("2");

        store.Finish();
        var last = await events.NextAsync("view");
        while (!last.Data.Contains("data-status=\"Live\"", StringComparison.Ordinal))
        {
            last = await events.NextAsync("view");
        }

        last.Data.ShouldContain("id=\"visit\"");
    }

    [Fact]
    public async Task A_browser_that_comes_back_gets_only_what_it_missed()
    {
        var (visitor, store, page) = await CustomerAsync();
        Installation.NextViewPatience = TimeSpan.FromMilliseconds(50);
        await using (var seen = await ListenAsync(visitor, page + "/events", ("Last-Event-ID", "1")))
        {
            (await seen.NextAsync()).EventType.ShouldBe("pulse");
        }

        store.Advance();
        await using var missed = await ListenAsync(visitor, page + "/events", ("Last-Event-ID", "1"));
        (await missed.NextAsync()).EventId.ShouldBe("2");
        await using var fresh = await ListenAsync(visitor, page + "/events?after=2");
        (await fresh.NextAsync()).EventType.ShouldBe("pulse");
    }

    [Fact]
    public async Task Containers_that_went_away_are_told_once()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Fail(Some.Failure);
        await using var events = await ListenAsync(visitor, page + "/events");
        store.Finish();
        var gone = await events.NextAsync("view");
        while (!gone.Data.Contains("data-status=\"Failed\"", StringComparison.Ordinal))
        {
            gone = await events.NextAsync("view");
        }

        (await events.NextAsync()).EventType.ShouldBe("containers");
        store.Ask(new RetryStore(Some.Operation(98), "somebody"));
        (await events.NextAsync()).EventType.ShouldBe("view");
    }

    [Fact]
    public async Task The_stream_ends_with_the_session()
    {
        var (visitor, _, page) = await CustomerAsync();
        Installation.NextViewPatience = TimeSpan.FromMilliseconds(50);
        await using var events = await ListenAsync(visitor, page + "/events");
        await events.NextAsync();
        var person = Installation.People.Values.Single();
        person.State = person.State with { Sessions = [] };
        await events.EndAsync();
    }

    [Fact]
    public async Task The_stream_ends_when_the_host_stops()
    {
        var (visitor, _, page) = await CustomerAsync();
        await using var events = await ListenAsync(visitor, page + "/events");
        await events.NextAsync();
        var stopping = Host.StopAsync();
        await events.EndAsync();
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_the_containers_use_comes_every_few_seconds_as_a_drawing_with_words()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        var at = DateTimeOffset.UnixEpoch;
        store.Usage = [new UsagePoint(at, 100, 120, 10, 20), new UsagePoint(at.AddSeconds(3), 350, 128, 1500, 2_500_000)];
        await using var events = await ListenAsync(visitor, page + "/events");
        (await events.NextAsync()).EventType.ShouldBe("view");
        var containers = await events.NextAsync();
        containers.EventType.ShouldBe("containers");
        containers.EventId.ShouldBeNull();
        var part = new HtmlParser().ParseDocument(containers.Data);
        part.GetElementById("health-part")!.TextContent.ShouldNotContain("Memory", Case.Sensitive, "what was counted long ago says nothing about now");
        store.Usage = [new UsagePoint(Installation.Clock.GetUtcNow(), 350, 128, 1500, 2_500_000)];
        new HtmlParser().ParseDocument((await events.NextAsync("containers")).Data).GetElementById("health-memory")!.GetAttribute("value").ShouldBe("256");
        part.QuerySelectorAll("tbody tr").Length.ShouldBe(2);
        var texts = part.QuerySelectorAll("tbody tr:first-child .usage-now").Select(text => text.TextContent.Trim());
        texts.ShouldBe(["128 MB of 256 MB", "116 % of 0.3 processor cores", "1.5 kB/s in, 2.5 MB/s out"]);
        part.QuerySelector(".usage svg")!.GetAttribute("aria-label")!.ShouldContain("128 MB of 256 MB");
        part.QuerySelector("polyline")!.GetAttribute("points")!.Split(' ').Length.ShouldBe(2);
    }
}
