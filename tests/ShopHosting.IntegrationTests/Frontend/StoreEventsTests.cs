using System.Net;
using System.Net.ServerSentEvents;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class StoreEventsTests : FrontendTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Each_change_arrives_as_the_same_markup_as_the_page_has()
    {
        var (visitor, store, page) = await CustomerAsync();
        await using var events = await ListenAsync(visitor, page);
        var first = await events.NextAsync();
        first.EventType.ShouldBe("view");
        first.EventId.ShouldBe("1");
        first.Data.ShouldContain("0 of 9 steps");

        store.Advance();
        var second = await events.NextAsync();
        second.EventId.ShouldBe("2");
        second.Data.ShouldContain("1 of 9 steps");
        var part = Parse(await visitor.GetAsync(page)).GetElementById("live-part")!;
        part.QuerySelectorAll(".step").Length.ShouldBe(9);
        part.GetAttribute("data-version").ShouldBe("2");

        store.Finish();
        var last = await events.NextAsync();
        while (!last.Data.Contains("data-status=\"Live\"", StringComparison.Ordinal))
        {
            last = await events.NextAsync();
        }

        last.Data.ShouldContain("id=\"visit\"");
    }

    [Fact]
    public async Task A_browser_that_comes_back_gets_only_what_it_missed()
    {
        var (visitor, store, page) = await CustomerAsync();
        Installation.NextViewPatience = TimeSpan.FromMilliseconds(50);
        await using (var seen = await ListenAsync(visitor, page, ("Last-Event-ID", "1")))
        {
            (await seen.NextAsync()).EventType.ShouldBe("pulse");
        }

        store.Advance();
        await using var missed = await ListenAsync(visitor, page, ("Last-Event-ID", "1"));
        (await missed.NextAsync()).EventId.ShouldBe("2");
        await using var fresh = await ListenAsync(visitor, page + "/events?after=2", full: true);
        (await fresh.NextAsync()).EventType.ShouldBe("pulse");
    }

    [Fact]
    public async Task The_stream_ends_with_the_session()
    {
        var (visitor, _, page) = await CustomerAsync();
        Installation.NextViewPatience = TimeSpan.FromMilliseconds(50);
        await using var events = await ListenAsync(visitor, page);
        await events.NextAsync();
        var person = Installation.People.Values.Single();
        person.State = person.State with { Sessions = [] };
        await events.EndAsync();
    }

    [Fact]
    public async Task The_stream_ends_when_the_host_stops()
    {
        var (visitor, _, page) = await CustomerAsync();
        await using var events = await ListenAsync(visitor, page);
        await events.NextAsync();
        var stopping = Host.StopAsync();
        await events.EndAsync();
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_containers_part_is_the_same_as_on_the_page()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        var answer = await visitor.GetAsync(page + "/containers");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        Parse(answer).QuerySelectorAll("#containers-part tbody tr").Length.ShouldBe(2);
    }

    private static async Task<Events> ListenAsync(Visitor visitor, string page, (string Name, string Value)? header = null, bool full = false)
    {
        using var request = visitor.Request(full ? page : page + "/events");
        if (header is { } extra)
        {
            request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        }

        var response = await visitor.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new Events(response, await response.Content.ReadAsStreamAsync());
    }

    private sealed class Events(HttpResponseMessage response, Stream stream) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> items = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();

        public async Task<SseItem<string>> NextAsync()
        {
            (await items.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue("the stream has ended");
            return items.Current;
        }

        public async Task EndAsync()
        {
            while (await items.MoveNextAsync().AsTask().WaitAsync(Patience))
            {
            }
        }

        public ValueTask DisposeAsync()
        {
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
