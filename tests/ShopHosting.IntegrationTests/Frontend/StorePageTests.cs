using System.Net;
using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class StorePageTests : FrontendTest
{
    [Theory]
    [InlineData("{page}/restart")]
    [InlineData("/stores/new")]
    [InlineData("/admin/stores/{key}/retry")]
    public async Task A_form_that_came_without_its_asking_gets_one_and_is_taken_when_it_is_sent_again(string path)
    {
        var (visitor, store, page) = await CustomerAsync();
        if (path.StartsWith("/admin", StringComparison.Ordinal))
        {
            visitor = await AdministratorAsync();
            store.Fail(new Error(ErrorKind.Unavailable, "test.no", "No."));
        }

        store.Finish();
        var version = store.Version;
        path = path.Replace("{page}", page, StringComparison.Ordinal).Replace("{key}", store.State.Key, StringComparison.Ordinal);
        var form = Form(await visitor.GetAsync(path), path);
        (form["Input.Operation"], form["Input.Name"], form["Input.Title"]) = ("", "coffee", "Coffee");

        var refused = await visitor.PostAsync(path, form);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Text.ShouldContain("The form was not complete.");
        (store.Version, Installation.Stores.Count).ShouldBe((version, 1));
        (await visitor.PostAsync(path, Form(refused, path))).Status.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task What_happened_by_itself_is_told_on_the_page_for_a_day_and_then_in_the_activity()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        var at = Installation.Clock.GetUtcNow();
        store.Suffer(new StoreIncident(StoreIncidentKind.OutOfMemory, "application", 512, at.AddDays(-2), at.AddDays(-2), 1, HasEnded: false));
        store.Suffer(new StoreIncident(StoreIncidentKind.OutOfMemory, "application", 512, at.AddMinutes(-5), at.AddMinutes(-5), 1, HasEnded: true));
        store.Suffer(new StoreIncident(StoreIncidentKind.OutOfMemory, "application", 512, at.AddMinutes(-2), at.AddMinutes(-2), 1, HasEnded: false));
        store.Suffer(new StoreIncident(StoreIncidentKind.OutOfProcesses, "database", 200, at, at, 1, HasEnded: false));

        var told = Parse(await visitor.GetAsync(page)).QuerySelectorAll(".incident").Select(incident => incident.TextContent).ToList();
        told.Count.ShouldBe(2);
        told[0].ShouldStartWith("The database came to the limit of its 200 processes just now");
        told[1].ShouldStartWith("The shop ran out of its 512 MB of memory 2 minutes ago");
        told[1].ShouldContain(", for the first of 2 times 5 minutes ago");
        told[1].ShouldEndWith("It was ended and started again; a larger plan has more.");
        foreach (var (person, address) in new[] { (visitor, $"{page}/activity"), (await AdministratorAsync(), $"/admin/stores/{store.State.Key}") })
        {
            Parse(await person.GetAsync(address)).QuerySelectorAll(".incident").Length.ShouldBe(3, address);
        }
    }

    [Fact]
    public async Task The_page_tells_each_step_and_then_that_the_shop_is_live_and_seen_from_outside()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Advance();
        store.Begin("an answer of the daemon");
        var working = await visitor.GetAsync(page);
        working.Text.ShouldContain("1 of 9 steps");
        working.Text.ShouldContain("Waiting for an answer of the daemon");
        working.Text.ShouldContain("<noscript><meta http-equiv=\"refresh\"");

        store.Finish();
        var live = await visitor.GetAsync(page);
        Parse(live).QuerySelector(".state .badge")!.TextContent.ShouldBe("Live");
        var health = Parse(live).GetElementById("health-part")!.TextContent;
        health.ShouldContain("Last seen from outside");
        health.ShouldContain("in 184 ms");
        health.ShouldContain("EverShop");
        health.ShouldNotContain("Memory", Case.Insensitive, "nobody has counted yet");
        live.Text.ShouldNotContain("http-equiv");
        Parse(live).GetElementById("visit")!.GetAttribute("href").ShouldBe("http://teashop.shops.localhost:8088/");
    }

    [Fact]
    public async Task While_it_is_made_the_page_tells_how_long_that_usually_takes_but_only_what_was_observed()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Begin("an answer of the daemon");
        Parse(await visitor.GetAsync(page)).QuerySelector(".forecast").ShouldBeNull("no shop was made before");
        Installation.Typical = TypicalTimes.From([new("ImagesPresent", TimeSpan.FromMilliseconds(300)), new("StartDatabase", TimeSpan.FromSeconds(4))]);
        var partly = Parse(await visitor.GetAsync(page));
        partly.QuerySelector(".forecast").ShouldBeNull("not every step was seen to finish");
        partly.QuerySelectorAll(".step-usual").Select(usual => usual.TextContent).ShouldBe(["usually less than 1 s", "usually about 4 s"]);

        Installation.Typical = TypicalTimes.From(store.State.Operation!.Steps.Select(step => new StepDuration(step.Name, TimeSpan.FromMinutes(2))));
        var forecast = Parse(await visitor.GetAsync(page)).QuerySelector(".forecast")!;
        forecast.TextContent.Trim().ShouldBe("Usually ready in about 14 min, about 14 min to go.");

        store.Finish();
        var live = Parse(await visitor.GetAsync(page));
        (live.QuerySelector(".forecast"), live.QuerySelector(".step-usual")).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_shop_that_does_not_answer_is_not_called_live()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        store.Observe(new StoreObservation(DateTimeOffset.UnixEpoch, TimeSpan.Zero, 502, "It answered with status 502.", DateTimeOffset.UnixEpoch));
        var answer = await visitor.GetAsync(page);
        Parse(answer).QuerySelector(".state .badge")!.TextContent.ShouldBe("Not answering");
        (await visitor.GetAsync("/stores")).Text.ShouldContain("status 502");
    }

    [Fact]
    public async Task What_failed_is_told_and_can_be_tried_again_from_the_page()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Fail(new Error(ErrorKind.Unavailable, "test.no", "The database did not start."));
        (await visitor.GetAsync(page)).Text.ShouldContain("The database did not start.");
        store.Finish();
        store.State.Status.ShouldBe(StoreStatus.Failed);

        var retry = Form(await visitor.GetAsync(page), page + "/retry");
        (await visitor.PostAsync(page + "/retry", retry)).Location.ShouldBe(page);
        store.State.Status.ShouldBe(StoreStatus.Provisioning);
        (await visitor.PostAsync(page + "/retry", retry)).Location.ShouldBe(page, "asked twice");
    }

    [Fact]
    public async Task Making_a_shop_can_be_cancelled_and_a_live_one_restarted()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Begin();
        (await SubmitAsync(visitor, page + "/cancel")).Location.ShouldBe(page);
        store.State.Status.ShouldBe(StoreStatus.Reverting);
        store.Finish();
        (await SubmitAsync(visitor, page + "/retry")).Location.ShouldBe(page);
        store.Finish();
        (await SubmitAsync(visitor, page + "/restart")).Location.ShouldBe(page);
        store.State.Status.ShouldBe(StoreStatus.Restarting);
        store.State.Operation!.AskedBy.ShouldBe(Installation.People.Keys.Single().Value);
    }

    [Fact]
    public async Task What_is_not_possible_is_refused_in_words()
    {
        var (visitor, store, page) = await CustomerAsync();
        var cancel = Form(await visitor.GetAsync(page + "/cancel"), page + "/cancel");
        store.Finish();
        var answer = await visitor.PostAsync(page + "/cancel", cancel);
        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        answer.Text.ShouldContain("the store is running");
        (await visitor.GetAsync(page + "/cancel")).Text.ShouldContain("not possible at the moment");
    }

    [Fact]
    public async Task Deleting_tells_its_consequences_and_wants_the_address_typed()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        var asked = await visitor.GetAsync(page + "/delete");
        asked.Text.ShouldContain("7 days");
        asked.Text.ShouldContain("only safety");

        var refused = await SubmitAsync(visitor, page + "/delete", form => form["Input.ConfirmedName"] = "coffee");
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        ErrorOf(refused, "ConfirmedName").ShouldContain("exactly");
        store.State.Status.ShouldBe(StoreStatus.Live);

        (await SubmitAsync(visitor, page + "/delete", form => form["Input.ConfirmedName"] = " teashop ")).Location.ShouldBe(page);
        store.Finish();
        var deleted = await visitor.GetAsync(page);
        deleted.Text.ShouldContain("removed for good");
        deleted.Text.ShouldNotContain("id=\"visit\"");
        (await visitor.GetAsync(page + "/delete")).Text.ShouldContain("nothing to delete any more");
    }

    [Fact]
    public async Task The_administrators_password_is_shown_only_after_the_own_password_and_kept_nowhere()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        const string shown = "s3cret-&lt;of&gt;-the-shop";
        (await visitor.GetAsync(page)).Text.ShouldNotContain(shown);
        (await visitor.GetAsync(page + "/password")).Text.ShouldNotContain(shown);

        var wrong = await SubmitAsync(visitor, page + "/password", form => form["Input.Password"] = "wrong");
        wrong.Status.ShouldBe(HttpStatusCode.Forbidden);
        wrong.Text.ShouldNotContain(shown);

        var right = await SubmitAsync(visitor, page + "/password", form => form["Input.Password"] = Password);
        right.Status.ShouldBe(HttpStatusCode.OK);
        right.Text.ShouldContain(shown);
        right.Headers["Cache-Control"].ShouldContain("no-store");
    }

    [Fact]
    public async Task The_shops_admin_opens_by_a_link_that_is_recorded()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        var details = Parse(await visitor.GetAsync(page));
        details.GetElementById("admin")!.GetAttribute("form").ShouldBe("sign-in-form");
        details.GetElementById("sign-in-form")!.GetAttribute("target").ShouldBe("_blank");

        var answer = await visitor.PostAsync(page + "/sign-in", Form(await visitor.GetAsync(page), page + "/sign-in"));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Headers["Cache-Control"].ShouldContain("no-store");
        var link = $"http://teashop.shops.localhost:8088/shophosting-sign-in?key={new string('k', 64)}";
        Parse(answer).QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content").ShouldBe($"0;url={link}");
        Parse(answer).QuerySelector("main a.button")!.GetAttribute("href").ShouldBe(link);
        (await visitor.GetAsync(page + "/activity")).Text.ShouldContain("Opened its admin by a link");

        await SubmitAsync(visitor, page + "/delete", form => form["Input.ConfirmedName"] = "teashop");
        var refused = await visitor.PostAsync(page + "/sign-in", Form(await visitor.GetAsync(page), page + "/sign-in"));
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_activity_tells_who_did_what_and_how_it_went_the_newest_first()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        (await SubmitAsync(visitor, page + "/password", form => form["Input.Password"] = Password)).Status.ShouldBe(HttpStatusCode.OK);
        (await SubmitAsync(visitor, page + "/new-password")).Location.ShouldBe(page);
        store.State.Status.ShouldBe(StoreStatus.Rotating);
        store.Fail(new Error(ErrorKind.Unavailable, "test.no", "The shop did not take it."));

        var first = await visitor.GetAsync(page + "/activity");
        Parse(first).QuerySelectorAll(".activity strong").Select(line => line.TextContent).ShouldBe(["Gave its administrator a new password", "Was shown the administrator's password"]);
        first.Text.ShouldContain("The shop did not take it.");
        first.Text.ShouldContain("by you");
        var older = Parse(first).QuerySelector("main a[rel=next]")!.GetAttribute("href")!;
        var second = Parse(await visitor.GetAsync(older));
        second.QuerySelectorAll(".activity strong").Select(line => line.TextContent).ShouldBe(["Made the shop"]);
        second.QuerySelectorAll(".activity details .step").Length.ShouldBe(9);
        (second.QuerySelector("main a[rel=next]"), second.QuerySelector("main a[rel=prev]")!.GetAttribute("href")).ShouldBe((null, page + "/activity"));
        foreach (var text in HostileCorpus.Texts.Where(text => text.Length < 1000 && !text.Contains('\uD800') && !text.Contains('\uDC00')))
        {
            (await visitor.GetAsync(page + "/activity?before=" + Uri.EscapeDataString(text))).Status.ShouldBe(HttpStatusCode.OK, text);
        }
    }

    [Fact]
    public async Task One_part_can_be_restarted_and_the_page_says_what_visitors_notice()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        Parse(await visitor.GetAsync(page)).QuerySelectorAll("#containers a").Select(link => link.GetAttribute("href")).ShouldContain(page + "/restart?part=database");
        (await visitor.GetAsync(page + "/restart?part=database")).Text.ShouldContain("Only the database is stopped");
        (await SubmitAsync(visitor, page + "/restart?part=database")).Location.ShouldBe(page);
        store.State.RestartOf.ShouldBe("database");
        store.Finish();
        (await SubmitAsync(visitor, page + "/restart?part=nonesuch")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Containers_that_can_t_be_asked_do_not_break_the_page()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        Parse(await visitor.GetAsync(page)).QuerySelectorAll("#containers tbody tr").Length.ShouldBe(2);
        Installation.ContainersError = new Error(ErrorKind.Unavailable, "engine.down", "Worker w1 does not answer.");
        var answer = await visitor.GetAsync(page);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text.ShouldContain("could not be asked");
    }

    [Fact]
    public async Task A_new_shop_is_welcomed_with_its_first_steps_until_something_else_happens_to_it()
    {
        var (visitor, store, page) = await CustomerAsync();
        (await visitor.GetAsync(page)).Text.ShouldNotContain("First steps");
        store.Finish();
        var opened = Parse(await visitor.GetAsync(page));
        opened.GetElementById("state-title")!.TextContent.ShouldBe("The Tea Shop is open");
        opened.QuerySelectorAll(".first-steps a").Select(link => link.GetAttribute("href")).ShouldAllBe(link => link!.StartsWith("http://teashop.shops.localhost:8088/"));
        opened.QuerySelectorAll(".first-steps a").ShouldNotBeEmpty();

        await SubmitAsync(visitor, page + "/restart");
        store.Finish();
        (await visitor.GetAsync(page)).Text.ShouldNotContain("First steps");
    }

    [Fact]
    public async Task The_dashboard_begins_with_whether_all_is_well()
    {
        var (visitor, store, _) = await CustomerAsync();
        (await visitor.GetAsync("/stores")).Text.ShouldContain("1 shop is being worked on.");
        store.Finish();
        (await visitor.GetAsync("/stores")).Text.ShouldContain("1 shop is open and answers visitors.");
        store.Observe(new StoreObservation(DateTimeOffset.UnixEpoch, TimeSpan.Zero, 502, "It answered with status 502.", DateTimeOffset.UnixEpoch));
        (await visitor.GetAsync("/stores")).Text.ShouldContain("1 shop needs your attention.");
    }

    [Fact]
    public async Task Many_shops_are_a_table()
    {
        var (visitor, _, _) = await CustomerAsync(plan: "studio");
        for (var i = 0; i < 7; i++)
        {
            (await SubmitAsync(visitor, "/stores/new", form => (form["Input.Title"], form["Input.Name"]) = ($"Shop {i}", $"shop-{i}"))).Status.ShouldBe(HttpStatusCode.Found);
        }

        var page = Parse(await visitor.GetAsync("/stores"));
        page.QuerySelectorAll("tr[data-store]").Length.ShouldBe(8);
        page.QuerySelectorAll("tbody td").ShouldAllBe(cell => cell.HasAttribute("data-label"));
    }

    [Fact]
    public async Task The_dashboard_of_an_empty_account_says_what_to_do()
    {
        var (visitor, _, _) = await CustomerAsync();
        Installation.Accounts.Values.Single().Stores = [];
        var answer = await visitor.GetAsync("/stores");
        answer.Text.ShouldContain("No shop yet");
        answer.Text.ShouldContain("0 of 3 shops in the plan Growth");
    }
}
