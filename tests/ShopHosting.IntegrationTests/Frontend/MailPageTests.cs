using System.Net;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class MailPageTests : FrontendTest
{
    private const string Id = "1xVIHw-00000000012-0FQB";

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Frontend:MailPagesPerMinute", "150")];

    [Fact]
    public async Task A_shop_without_mails_says_what_will_be_here_and_how_mail_goes_out()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        Parse(await visitor.GetAsync(page)).QuerySelector($"a[href='{page}/mails']").ShouldNotBeNull();

        var answer = await visitor.GetAsync(page + "/mails");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text.ShouldContain("No mail yet");
        answer.Text.ShouldContain("No mail server is set up on this installation");

        Installation.MailWay = StoreMailWay.Sent;
        (await visitor.GetAsync(page + "/mails")).Text.ShouldContain("goes out by the mail server of this installation");
    }

    [Fact]
    public async Task An_installation_without_a_relay_says_so_and_links_to_nothing()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        Installation.MailWay = StoreMailWay.None;

        (await visitor.GetAsync(page + "/settings")).Text.ShouldContain("no mail relay");
        Parse(await visitor.GetAsync(page)).QuerySelector($"a[href='{page}/mails']").ShouldBeNull();
    }

    [Fact]
    public async Task Each_mail_has_its_state_in_words_and_its_text_while_there_is_one()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        StoreMail Mail(int number, StoreMailState state, int tries = 0, string? answer = null)
            => new($"1xVIHw-0000000001{number}-0FQB", Some.Noon, state, "buyer@example.org", $"Mail {number}", tries, answer);
        store.Mails =
        [
            (Mail(1, StoreMailState.Kept), null), (Mail(2, StoreMailState.Waiting), null), (Mail(3, StoreMailState.Waiting, 2, "Connection refused"), null),
            (Mail(4, StoreMailState.Failed, 1, "550 nobody"), null), (Mail(5, StoreMailState.Sent, 1, "451 later"), null),
        ];

        var rows = Parse(await visitor.GetAsync(page + "/mails")).QuerySelectorAll("tbody tr");
        rows.Select(row => row.QuerySelector(".badge")!.TextContent).ShouldBe(["Kept here, not sent", "Waiting to be sent", "Waiting, tried 2 times", "Not delivered", "Sent"]);
        rows.Select(row => row.QuerySelector("a") is not null).ShouldBe([true, true, true, true, false]);
        rows[2].TextContent.ShouldContain("Connection refused");
        rows[3].TextContent.ShouldContain("550 nobody");
        rows[4].TextContent.ShouldNotContain("451 later");
    }

    [Fact]
    public async Task Older_mails_are_a_page_further_and_the_way_back_is_there()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        store.Mails = [.. Enumerable.Range(1, 7).Select(number => (new StoreMail($"1xVIHw-0000000001{number}-0FQB", Some.Noon, StoreMailState.Sent, "buyer@example.org", $"Mail {number}", 0, null), (StoreMailText?)null))];

        var first = Parse(await visitor.GetAsync(page + "/mails"));
        first.QuerySelectorAll("tbody th").Select(row => row.TextContent.Trim()).ShouldBe(["Mail 1", "Mail 2", "Mail 3", "Mail 4", "Mail 5"]);
        var second = Parse(await visitor.GetAsync(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!));
        second.QuerySelectorAll("tbody th").Select(row => row.TextContent.Trim()).ShouldBe(["Mail 6", "Mail 7"]);
        second.QuerySelector("a[rel=next]").ShouldBeNull();
        second.QuerySelector("a[rel=prev]")!.GetAttribute("href").ShouldBe(page + "/mails");

        store.Mails = [];
        var emptied = await visitor.GetAsync(page + "/mails?before=1xVIHw-00000000015-0FQB");
        emptied.Text.ShouldContain("There is nothing older.");
    }

    [Fact]
    public async Task Hostile_texts_of_others_stay_text_in_the_list_and_in_the_mail()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        foreach (var text in HostileCorpus.Texts.Where(text => text.Length < 1000 && !text.Any(char.IsSurrogate)))
        {
            store.Mails = [(new StoreMail(Id, Some.Noon, StoreMailState.Waiting, text, text, 1, text), new StoreMailText(text, text, text, text, text, $"{text}\n\n{text}"))];
            foreach (var path in new[] { "/mails", $"/mails/{Id}" })
            {
                var answer = await visitor.GetAsync(page + path);
                answer.Status.ShouldBe(HttpStatusCode.OK, text);
                var main = Parse(answer).QuerySelector("main")!;
                main.QuerySelectorAll("script, img, style, iframe").ShouldBeEmpty(text);
                answer.Headers.Keys.ShouldNotContain("Set-Cookie");
                if (text.Trim().Length > 3 && !text.Any(char.IsControl))
                {
                    main.TextContent.ShouldContain(text.Trim());
                }
            }
        }
    }

    [Fact]
    public async Task A_mail_that_is_not_there_is_not_found_and_a_relay_that_is_silent_is_said()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        (await visitor.GetAsync($"{page}/mails/{Id}")).Status.ShouldBe(HttpStatusCode.NotFound);

        Installation.MailsError = new Error(ErrorKind.Unavailable, "engine.down", "Worker w1 does not answer.");
        var answer = await visitor.GetAsync(page + "/mails");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text.ShouldContain("could not be listed");
        answer.Text.ShouldContain("Worker w1 does not answer.");
    }

    [Fact]
    public async Task Looking_too_often_is_refused()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 151; i++)
        {
            statuses.Add((await visitor.GetAsync(page + "/mails")).Status);
        }

        statuses[..150].ShouldAllBe(status => status == HttpStatusCode.OK);
        statuses[150].ShouldBe(HttpStatusCode.TooManyRequests);
    }
}
