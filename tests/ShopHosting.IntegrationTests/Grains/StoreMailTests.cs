using System.Collections.Immutable;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

public sealed class StoreMailTests
{
    private const string Id = "1xVIHw-00000000012-0FQB";

    private const string List = """
        {"id": "1xVIHw-00000000012-0FQB", "at": "2026-11-23T00:52:08Z", "is": "kept", "sender": "s", "recipients": "a@b.example", "subject": "\"<b>\" é", "size": 3, "tries": 0}
        {"id": "1xVIHw-00000000013-0FQB", "at": "2026-11-23T00:51:08Z", "is": "queue", "sender": "s", "recipients": "a@b.example", "subject": "", "size": 3, "tries": 2, "answer": "Connection refused"}
        {"id": "1xVIHw-00000000014-0FQB", "at": "2026-11-23T00:50:08Z", "is": "failed", "sender": "s", "recipients": "a@b.example", "subject": "x", "size": 3, "tries": 1, "answer": "550 no"}
        {"id": "1xVIHw-00000000015-0FQB", "at": "2026-11-23T00:49:08Z", "is": "sent", "sender": "s", "recipients": "a@b.example", "subject": "x", "size": 3, "tries": 0}
        a line of something else
        {"id": "1xVIHw-00000000016-0FQB", "at": "2026-11-2
        """;

    [Fact]
    public async Task The_mails_of_a_store_are_those_of_its_own_user_name_at_the_relay()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var asked = ImmutableArray<string>.Empty;
        world.Engine.OnExec("relay", exec =>
        {
            asked = exec.Request.Command;
            return new ExecAnswer(0, List);
        });

        var mails = (await store.MailsAsync(null).SoonAsync()).Value!;

        asked.ShouldBe(["/usr/local/bin/mails", "list", "--limit", "31", "--sender", $"{Some.StoreId()}/teashop@shops.localhost"]);
        mails.Way.ShouldBe(StoreMailWay.Kept);
        mails.Sender.ShouldBe("teashop@shops.localhost");
        mails.Mails.Select(mail => mail.State).ShouldBe([StoreMailState.Kept, StoreMailState.Waiting, StoreMailState.Failed, StoreMailState.Sent]);
        mails.Mails[0].ShouldBe(new StoreMail(Id, new DateTimeOffset(2026, 11, 23, 0, 52, 8, TimeSpan.Zero), StoreMailState.Kept, "a@b.example", "\"<b>\" é", 0, null));
        (mails.Mails[1].Tries, mails.Mails[1].Answer).ShouldBe((2, "Connection refused"));
    }

    [Fact]
    public async Task More_mails_than_a_page_has_are_asked_for_from_where_the_page_before_ended()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var asked = new List<string?>();
        world.Engine.OnExec("relay", exec =>
        {
            var before = exec.Request.Command.IndexOf("--before");
            asked.Add(before < 0 ? null : exec.Request.Command[before + 1]);
            return new ExecAnswer(0, string.Join('\n', Enumerable.Range(0, before < 0 ? 31 : 3).Select(number =>
                $$"""{"id": "1xVIHw-{{99 - number:D11}}-0FQB", "at": "2026-11-23T00:52:08Z", "is": "kept", "sender": "s", "recipients": "a@b.example", "subject": "s", "size": 3, "tries": 0}""")));
        });

        var first = (await store.MailsAsync(null).SoonAsync()).Value!;
        var last = (await store.MailsAsync(first.Next).SoonAsync()).Value!;
        await store.MailsAsync("--sender=somebody").SoonAsync();

        (first.Mails.Length, first.Next, last.Mails.Length, last.Next).ShouldBe((30, first.Mails[^1].Id, 3, null));
        asked.ShouldBe([null, first.Mails[29].Id, null]);
    }

    [Fact]
    public async Task One_mail_is_asked_for_with_the_stores_user_name_too()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var asked = ImmutableArray<string>.Empty;
        world.Engine.OnExec("relay", exec =>
        {
            asked = exec.Request.Command;
            return new ExecAnswer(0, """{"from": "f", "to": "t", "replyTo": "", "subject": "s", "date": "d", "text": "one\n\ntwo"}""");
        });

        (await store.MailAsync(Id).SoonAsync()).Value.ShouldBe(new StoreMailText("f", "t", "", "s", "d", "one\n\ntwo"));
        asked.ShouldBe(["/usr/local/bin/mails", "show", Id, "--sender", $"{Some.StoreId()}/teashop@shops.localhost"]);
    }

    [Fact]
    public async Task An_id_that_is_none_never_reaches_the_relay()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var calls = 0;
        world.Engine.OnExec("relay", _ =>
        {
            calls++;
            return new ExecAnswer(0, "{}");
        });

        foreach (var text in HostileCorpus.Texts.Where(text => !text.Any(char.IsSurrogate)).Append(Id + "\n").Append($"--sender={Id}"))
        {
            (await store.MailAsync(text).SoonAsync()).Error!.Code.ShouldBe("store.no-such-mail");
        }

        calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_relay_that_does_not_answer_as_it_should_is_said()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        world.Engine.OnExec("relay", _ => new ExecAnswer(1, "broken"));

        (await store.MailsAsync(null).SoonAsync()).Error!.Code.ShouldBe("mails.not-listed");
        (await store.MailAsync(Id).SoonAsync()).Error!.Code.ShouldBe("store.no-such-mail");
    }
}
