using System.Net;
using System.Text.Json;
using ShopHosting.Testing;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class StoreLogsTests : FrontendTest
{
    [Fact]
    public async Task The_page_shows_the_last_lines_of_a_part_and_offers_the_others()
    {
        var (visitor, store, page) = await LiveAsync();
        Enumerable.Range(1, 300).ToList().ForEach(number => store.Say("application", $"line {number}"));
        store.Say("application", "it went wrong", isError: true);
        store.Say("database", "of the database");

        var answer = Parse(await visitor.GetAsync(page + "/logs"));
        var lines = answer.QuerySelectorAll("#lines li span").Select(line => line.TextContent).ToList();
        lines.Count.ShouldBe(200);
        lines[^1].ShouldBe("it went wrong");
        answer.QuerySelectorAll("#lines .is-error").Length.ShouldBe(1);
        answer.QuerySelector("#log")!.GetAttribute("data-after").ShouldBe("301");
        answer.QuerySelectorAll("[aria-label='Parts of the shop'] a").Select(tab => tab.TextContent).ShouldBe(["Database", "Shop"]);
        Parse(await visitor.GetAsync(page + "/logs?part=database")).QuerySelectorAll("#lines li").Length.ShouldBe(1);
        Parse(await visitor.GetAsync(page + "/logs?find=LINE+7")).QuerySelectorAll("#lines li").Length.ShouldBe(11);
    }

    [Fact]
    public async Task A_reader_that_comes_back_gets_each_line_once()
    {
        var (visitor, store, page) = await LiveAsync();
        store.Say("application", "one");
        string last;
        await using (var events = await ListenAsync(visitor, page + "/logs/events?part=application"))
        {
            TextOf(await events.NextAsync("line")).ShouldBe("one");
            store.Say("database", "not this one");
            store.Say("application", "two");
            var two = await events.NextAsync("line");
            TextOf(two).ShouldBe("two");
            last = two.EventId!;
        }

        store.Say("application", "three");
        store.Say("application", "four");
        await using var again = await ListenAsync(visitor, page + "/logs/events?part=application&after=0", ("Last-Event-ID", last));
        TextOf(await again.NextAsync("line")).ShouldBe("three");
        TextOf(await again.NextAsync("line")).ShouldBe("four");
    }

    [Fact]
    public async Task A_container_that_stops_does_not_end_the_stream()
    {
        var (visitor, store, page) = await LiveAsync();
        await using var events = await ListenAsync(visitor, page + "/logs/events?part=application");
        (await events.NextAsync()).EventType.ShouldBe("pulse");
        store.Say("application", "before");
        TextOf(await events.NextAsync("line")).ShouldBe("before");
        store.EndLogs();
        store.Say("application", "after");
        TextOf(await events.NextAsync("line")).ShouldBe("after");
    }

    [Fact]
    public async Task The_stream_tells_only_what_is_looked_for_and_ends_with_the_host()
    {
        var (visitor, store, page) = await LiveAsync();
        await using var events = await ListenAsync(visitor, page + "/logs/events?part=application&find=Error");
        await events.NextAsync();
        store.Say("application", "all is well");
        store.Say("application", "an ERROR happened");
        TextOf(await events.NextAsync("line")).ShouldBe("an ERROR happened");
        var stopping = Host.StopAsync();
        await events.EndAsync();
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_file_has_the_lines_as_plain_text_under_the_shops_name()
    {
        var (visitor, store, page) = await LiveAsync();
        store.Say("application", "\u001b[31mred\u001b[0m alert");
        store.Say("application", "other");
        var answer = await visitor.GetAsync(page + "/logs/download?part=application&find=red");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Headers["Content-Type"].ShouldBe("text/plain; charset=utf-8");
        answer.Headers["Content-Disposition"].ShouldContain("teashop-application.log");
        answer.Text.TrimEnd('\n').ShouldEndWith(" red alert");
        answer.Text.ShouldNotContain("other");
        (await visitor.GetAsync(page + "/logs/download?part=none")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync(page + "/logs/events?part=none")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Hostile_lines_and_filters_are_only_text()
    {
        var (visitor, store, page) = await LiveAsync();
        foreach (var text in HostileCorpus.Texts)
        {
            store.Say("application", text);
        }

        var answer = await visitor.GetAsync(page + "/logs");
        answer.Text.ShouldNotContain("<script>alert");
        answer.Text.ShouldNotContain("<img src=x");
        var lines = Parse(answer).QuerySelectorAll("#lines li span").Select(line => line.TextContent).ToList();
        lines.Count.ShouldBe(HostileCorpus.Texts.Count);
        lines.ShouldAllBe(line => !line.Any(character => char.IsControl(character) || character == '\u202E'));
        lines.ShouldContain("<script>alert(1)</script>");
        lines.ShouldContain("red");
        foreach (var text in HostileCorpus.Texts)
        {
            var find = Uri.EscapeDataString(text.Replace('\uD800', 'x').Replace('\uDC00', 'x'));
            foreach (var path in new[] { $"/logs?find={find}", $"/logs?part={find}", $"/logs/download?part=application&find={find}", $"/logs/download?part={find}" })
            {
                ((int)(await visitor.GetAsync(page + path)).Status).ShouldBeLessThan(500, path);
            }
        }
    }

    private async Task<(Visitor Visitor, FakeStore Store, string Page)> LiveAsync()
    {
        var customer = await CustomerAsync();
        customer.Store.Finish();
        return customer;
    }

    private static string TextOf(System.Net.ServerSentEvents.SseItem<string> item) => JsonDocument.Parse(item.Data).RootElement.GetProperty("text").GetString()!;
}
