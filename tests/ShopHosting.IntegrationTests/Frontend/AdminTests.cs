using System.Net;
using System.Text.RegularExpressions;
using ShopHosting.Domain;
using ShopHosting.Domain.Administration;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend;
using ShopHosting.Testing;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>Administrators, and who is none.</summary>
public sealed class AdminTests : FrontendTest
{
    private static readonly string[] Pages =
        ["/admin", "/admin/stores", "/admin/stores/{store}", "/admin/stores/{store}/retry", "/admin/stores/{store}/forget", "/admin/stores/{store}/suspend", "/admin/stores/{store}/resume", "/admin/stores/{store}/hardening",
        "/admin/workers", "/admin/workers/add", "/admin/workers/add/certificates", "/admin/workers/w1", "/admin/workers/w1/operations", "/admin/workers/w1/check",
        "/admin/workers/w1/cordon", "/admin/workers/w1/uncordon", "/admin/workers/w1/ingress", "/admin/workers/w1/retire", "/admin/operations", "/admin/drift", "/admin/outbox", "/admin/account", "/admin/account/password", "/admin/sign-out"];

    [Fact]
    public async Task To_visitors_the_administration_is_a_closed_door_and_to_customers_nothing_at_all()
    {
        var (customer, store, _) = await CustomerAsync();
        foreach (var page in Pages.Select(page => page.Replace("{store}", store.State.Key, StringComparison.Ordinal)))
        {
            (await Visitor().GetAsync(page)).Location.ShouldBe($"/admin/sign-in?next={Uri.EscapeDataString(page)}");
            (await customer.GetAsync(page)).Status.ShouldBe(HttpStatusCode.NotFound, page);
            var form = Form(await customer.GetAsync("/stores"), "/sign-out");
            (await customer.PostAsync(page, form)).Status.ShouldBe(HttpStatusCode.NotFound, page);
        }
    }

    [Fact]
    public async Task What_the_executable_maps_besides_is_in_their_navigation_and_only_then()
    {
        var administrator = await AdministratorAsync();
        (await administrator.GetAsync("/admin")).Text.ShouldNotContain("/admin/silos");

        Host.Service<AdministratorLinks>().Add(("/admin/silos", "Silos"));

        (await administrator.GetAsync("/admin")).Text.ShouldContain("<a href=\"/admin/silos\">Silos</a>");
    }

    [Theory]
    [InlineData("/admin/workers/w9")]
    [InlineData("/admin/nonesuch")]
    public async Task An_address_of_theirs_that_leads_nowhere_leads_them_back_to_the_overview_and_tells_others_nothing(string address)
    {
        var administrator = await AdministratorAsync();
        var lost = await administrator.GetAsync(address);
        lost.Status.ShouldBe(HttpStatusCode.NotFound);
        Parse(lost).QuerySelector("main a.button")!.GetAttribute("href").ShouldBe("/admin");
        Parse(lost).QuerySelector("nav a[href='/admin/workers']").ShouldNotBeNull();

        var (customer, _, _) = await CustomerAsync();
        var other = await customer.GetAsync(address);
        other.Status.ShouldBe(HttpStatusCode.NotFound);
        Parse(other).QuerySelector("main a.button")!.GetAttribute("href").ShouldBe("/stores");
        other.Text.ShouldNotContain("/admin");
    }

    [Fact]
    public async Task A_worker_that_falls_silent_shows_since_when_how_often_it_was_asked_and_whether_its_edge_answers()
    {
        var administrator = await AdministratorAsync();
        async Task<string> PageAsync(string path) => Regex.Replace(Parse(await administrator.GetAsync(path)).QuerySelector("main")!.TextContent, @"\s+", " ");
        Installation.Sights["w1"] = WorkerSight.Begin(Some.Noon);
        (await PageAsync("/admin/workers/w1")).ShouldContain("Its engineNot heard yet");
        Installation.Sights["w1"] = WorkerSight.Begin(Some.Noon) with { Answers = 4 };
        var well = await PageAsync("/admin/workers/w1");
        well.ShouldContain("Its engineAnswers");
        well.ShouldContain("not asked: that is done when its engine is silent");
        (await PageAsync("/admin/workers")).ShouldNotContain("Suspect");

        Installation.Sights["w1"] = WorkerSight.Begin(Some.Noon) with { Is = Sight.Suspect, Misses = 3, EdgeAnswers = false };
        var suspect = await PageAsync("/admin/workers/w1");
        foreach (var told in new[] { "Its engineSuspect silent since", "asked 3 times without an answer", "Its edge Does not answer", "has not answered for some seconds" })
        {
            suspect.ShouldContain(told);
        }

        (await PageAsync("/admin/workers")).ShouldContain("Suspect silent since");
    }

    [Fact]
    public async Task Operations_and_drift_call_a_store_by_its_name()
    {
        var administrator = await AdministratorAsync();
        var (_, store, _) = await CustomerAsync();
        store.Fail(new Error(ErrorKind.Unavailable, "test.no", "No."));
        store.Finish();

        var link = Parse(await administrator.GetAsync("/admin/operations?outcome=Failed")).QuerySelector($"th a[href='/admin/stores/{store.State.Key}']")!;
        link.TextContent.ShouldBe(store.State.Order.Name.Value);
    }

    [Fact]
    public async Task A_button_pressed_twice_does_what_it_says_once()
    {
        var administrator = await AdministratorAsync();
        var form = Form(await administrator.GetAsync("/admin/workers/w1/ingress"), "/admin/workers/w1/ingress");
        var before = Installation.Workers["w1"].IsIngress;

        await administrator.PostAsync("/admin/workers/w1/ingress", form);
        await administrator.PostAsync("/admin/workers/w1/ingress", form);

        Installation.Workers["w1"].IsIngress.ShouldBe(!before);
    }

    [Fact]
    public async Task The_doors_are_apart_also_for_one_address()
    {
        await CustomerAsync();
        var administrator = await AdministratorAsync("teashop@example.org");

        (await administrator.GetAsync("/stores")).Location.ShouldStartWith("/sign-in");
        administrator.Cookies.ShouldNotContainKey("__Host-session");
        var thief = Visitor();
        thief.Cookies["__Host-session"] = administrator.Cookies["__Host-admin"];
        (await thief.GetAsync("/stores")).Status.ShouldBe(HttpStatusCode.Found, "an administrator's token opens no customer's door");
        var customer = (await CustomerAsync("coffeeshop")).Visitor;
        customer.Cookies["__Host-admin"] = customer.Cookies["__Host-session"];
        (await customer.GetAsync("/admin")).Status.ShouldBe(HttpStatusCode.NotFound, "and the other way round");
        (await SubmitAsync(Visitor(), "/admin/sign-in", form => (form["Input.Email"], form["Input.Password"]) = ("coffeeshop@example.org", Password))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_cookie_of_administrators_is_strict_and_never_remembered()
    {
        await AdministratorAsync();
        var answer = await SubmitAsync(Visitor(), "/admin/sign-in", form => (form["Input.Email"], form["Input.Password"], form["Input.Remember"]) = ("root@example.org", Password, "true"));

        var cookie = answer.Headers["Set-Cookie"].Split('\n').Single(set => set.StartsWith("__Host-admin=", StringComparison.Ordinal)).ToLowerInvariant();
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("httponly");
        cookie.ShouldNotContain("max-age");
    }

    [Fact]
    public async Task A_set_up_link_is_refused_in_words_when_it_is_used_up()
    {
        var token = SecretToken.New(Installation.Entropy);
        Installation.SetUpToken = token.Hash;
        var visitor = Visitor();
        var form = Form(await visitor.GetAsync($"/admin/set-up?token={token.Text}"), "/admin/set-up");
        (form["Input.Email"], form["Input.Password"]) = ("root@example.org", "short");
        ErrorOf(await visitor.PostAsync("/admin/set-up", form), "Password").ShouldContain("10 to 200");
        form["Input.Password"] = Password;
        (await visitor.PostAsync("/admin/set-up", form)).Location.ShouldBe("/admin/sign-in?new=true");

        foreach (var answer in new[] { await visitor.PostAsync("/admin/set-up", form), await visitor.GetAsync($"/admin/set-up?token={token.Text}") })
        {
            Parse(answer).QuerySelector("main")!.TextContent.ShouldContain(AdministrationErrors.LinkEnded.Message);
            Parse(answer).QuerySelector("input[type=password]").ShouldBeNull();
        }

        Installation.People.Values.Count(person => person.State.Role == PersonRole.Administrator).ShouldBe(1);
    }

    [Fact]
    public async Task The_overview_tells_what_was_observed()
    {
        var administrator = await AdministratorAsync();
        (await administrator.GetAsync("/admin")).Text.ShouldContain("There is no store yet.");
        var (_, store, _) = await CustomerAsync();
        store.Fail(new Error(ErrorKind.Unavailable, "test.no", "The daemon said <no>."));
        store.Finish();

        var page = Parse(await administrator.GetAsync("/admin"));
        var text = page.QuerySelector("main")!.TextContent;
        foreach (var told in new[] { "1 Failed", "The daemon said <no>.", "1.5 GB promised of 6 GB", "It serves configuration 3 of 4", "It is asleep.", "20.10.24", "3 promised of 4000", "Store names1", "1.0.0+test", "Not built. Pass <the> archive.", "failed so far: 3" })
        {
            text.ShouldContain(told);
        }

        page.QuerySelector($"a[href='/admin/stores/{store.State.Key}/retry']").ShouldNotBeNull();
    }

    [Fact]
    public async Task Orders_that_wait_stand_on_the_overview_with_what_they_wait_for_and_a_store_tells_why_it_is_where_it_is()
    {
        var administrator = await AdministratorAsync();
        Text(await administrator.GetAsync("/admin")).ShouldContain("No order waits.");
        Installation.HasRoom = false;
        var (customer, store, path) = await CustomerAsync();

        var overview = Parse(await administrator.GetAsync("/admin"));
        overview.QuerySelector("section[aria-labelledby=waiting-title]")!.TextContent.ShouldContain("Orders that wait: 1.");
        overview.QuerySelector($"section[aria-labelledby=waiting-title] a[href='/admin/stores/{store.State.Key}']").ShouldNotBeNull();
        Text(await administrator.GetAsync("/admin")).ShouldContain("There is no room for the store at the moment: 1 cordoned.");
        var page = Parse(await customer.GetAsync(path));
        foreach (var told in new[] { "Waiting for room", "You need do nothing", "written down", "1 cordoned" })
        {
            page.QuerySelector("#live-part")!.TextContent.ShouldContain(told);
        }

        page.QuerySelector("#cancel").ShouldNotBeNull();
        page.QuerySelector("#steps-progress").ShouldBeNull("nothing is being made yet");

        Installation.HasRoom = true;
        store.Place();
        var details = Parse(await administrator.GetAsync($"/admin/stores/{store.State.Key}")).QuerySelector("section[aria-labelledby=placement-title]")!.TextContent;
        details.ShouldContain("Why it is on w1");
        details.ShouldContain("With the store there, 62 % of its memory, the scarcest, is free, and no other store of this account is there: 1620 of 2000 points. "
            + "Next came w2 with 1080 points: 58 % of its disk, the scarcest, is free, and 1 other store of this account is there.");
        details.ShouldContain("2 cordoned");

        string Text(Answer answer) => Parse(answer).QuerySelector("main")!.TextContent;
    }

    [Fact]
    public async Task The_overview_is_kept_true_while_it_is_open_and_only_what_changed_is_sent()
    {
        var administrator = await AdministratorAsync();
        var (customer, store, _) = await CustomerAsync();
        (await customer.GetAsync("/admin/events")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Visitor().GetAsync("/admin/events")).Status.ShouldBe(HttpStatusCode.Found);
        var page = Parse(await administrator.GetAsync("/admin"));
        var version = page.QuerySelector("#live-part")!.GetAttribute("data-version");
        page.QuerySelector("#live")!.GetAttribute("data-events").ShouldBe("/admin/events");

        await using var events = await ListenAsync(administrator, $"/admin/events?after={version}");
        store.Fail(new Error(ErrorKind.Unavailable, "test.no", "The daemon said no."));
        store.Finish();
        var view = await events.NextAsync("view");
        view.EventId.ShouldNotBe(version);
        view.Data.ShouldContain("The daemon said no.");
        view.Data.ShouldContain("<strong>1</strong> Failed");
        await using var again = await ListenAsync(administrator, "/admin/events", ("Last-Event-ID", view.EventId!));
        (await again.NextAsync()).EventType.ShouldBe("pulse", "nothing changed since");

        var root = Installation.Find(PersonRole.Administrator, Some.Email("root@example.org"))!;
        root.State = root.State with { Sessions = [] };
        await events.EndAsync();
    }

    [Fact]
    public async Task An_administrators_retry_is_the_customers_with_another_name_under_it()
    {
        var administrator = await AdministratorAsync();
        var (_, store, _) = await CustomerAsync();
        store.Fail(new Error(ErrorKind.Unavailable, "test.no", "No."));
        store.Finish();
        var path = $"/admin/stores/{store.State.Key}/retry";

        (await SubmitAsync(administrator, path)).Location.ShouldBe($"/admin/stores/{store.State.Key}");

        store.State.Status.ShouldBe(StoreStatus.Provisioning);
        store.State.Operation!.AskedBy.ShouldBe(Installation.Find(PersonRole.Administrator, Some.Email("root@example.org"))!.State.Id.Value);
        Parse(await administrator.GetAsync(path)).QuerySelector("main form").ShouldBeNull("it is not possible now");
        Parse(await administrator.GetAsync($"/admin/stores/{store.State.Key}")).QuerySelector(".audit .meta")!.TextContent.ShouldContain("asked by root@example.org");
    }

    [Fact]
    public async Task A_store_is_forgotten_only_with_a_worker_that_is_away_and_by_its_name()
    {
        var administrator = await AdministratorAsync();
        var (customer, store, page) = await CustomerAsync();
        store.Finish();
        var path = $"/admin/stores/{store.State.Key}/forget";
        Parse(await administrator.GetAsync(path)).QuerySelector("main form").ShouldBeNull("its worker is there");

        store.Away = new(Some.Worker, Some.Noon, null);
        (await administrator.GetAsync($"/admin/stores/{store.State.Key}")).Text.ShouldContain(path);
        (await customer.GetAsync(page)).Text.ShouldContain("Its server has not answered since 12:00 UTC");
        (await customer.GetAsync("/stores")).Text.ShouldContain("Server unreachable");
        var form = Form(await administrator.GetAsync(path), path);
        form["Input.ConfirmedName"] = "another";
        (await administrator.PostAsync(path, form)).Status.ShouldBe(HttpStatusCode.BadRequest);
        store.State.Status.ShouldBe(StoreStatus.Live);

        form["Input.ConfirmedName"] = store.State.Order.Name.Value;
        (await administrator.PostAsync(path, form)).Status.ShouldBe(HttpStatusCode.Found);
        (store.State.Status, store.State.Operation!.Kind).ShouldBe((StoreStatus.Purging, OperationKind.Forget));
    }

    [Fact]
    public async Task A_store_is_suspended_for_a_reason_that_its_customer_reads_and_resumed_again()
    {
        var administrator = await AdministratorAsync();
        var (customer, store, page) = await CustomerAsync();
        store.Finish();
        var path = $"/admin/stores/{store.State.Key}";

        var refused = await SubmitAsync(administrator, $"{path}/suspend");
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        ErrorOf(refused, "Cause").ShouldContain("Choose a reason");
        ErrorOf(refused, "Words").ShouldContain("missing");
        store.State.Status.ShouldBe(StoreStatus.Live);

        (await SubmitAsync(administrator, $"{path}/suspend", form => (form["Input.Cause"], form["Input.Words"]) = ("Unpaid", "The invoice of <March> is open."))).Location.ShouldBe(path);
        store.Finish();

        store.State.Suspension!.By.ShouldBe(Installation.Find(PersonRole.Administrator, Some.Email("root@example.org"))!.State.Id.Value);
        Parse(await administrator.GetAsync(path)).QuerySelector(".state")!.TextContent.ShouldContain("The invoice of <March> is open.");
        var seen = Parse(await customer.GetAsync(page));
        seen.QuerySelector(".state .badge")!.TextContent.ShouldBe("Suspended");
        seen.QuerySelector(".state q")!.TextContent.ShouldBe("The invoice of <March> is open.");
        seen.QuerySelector(".state")!.TextContent.ShouldContain("by an administrator");
        seen.QuerySelectorAll("#visit, #admin, a[href*='/restart']").ShouldBeEmpty();
        (await SubmitAsync(customer, $"{page}/sign-in")).Text.ShouldContain("the store is suspended");
        Parse(await customer.GetAsync($"{page}/restart")).QuerySelector("main form").ShouldBeNull("it is not possible now");

        (await SubmitAsync(administrator, $"{path}/suspend", form => (form["Input.Cause"], form["Input.Words"]) = ("Abuse", "It sends spam."))).Location.ShouldBe(path);
        store.Finish();
        store.State.Suspension!.Cause.ShouldBe(SuspensionCause.Abuse);

        (await SubmitAsync(administrator, $"{path}/resume")).Location.ShouldBe(path);
        store.Finish();
        store.State.Status.ShouldBe(StoreStatus.Live);
        (await customer.GetAsync($"{page}/activity")).Text.ShouldContain("Resumed it");
        Parse(await administrator.GetAsync($"{path}/resume")).QuerySelector("main form").ShouldBeNull("it is not possible now");
    }

    [Fact]
    public async Task What_was_found_otherwise_and_put_right_is_told_to_administrators_and_to_its_customer()
    {
        var administrator = await AdministratorAsync();
        var (customer, store, page) = await CustomerAsync();
        store.Finish();
        (await administrator.GetAsync("/admin/drift")).Text.ShouldContain("All was as it should be");

        store.Ask(new RepairStore(Some.Operation(99), "The web server was not running."));
        store.Finish();

        foreach (var path in new[] { "/admin/drift", "/admin/drift?worker=w1", $"/admin/stores/{store.State.Key}" })
        {
            Told(await administrator.GetAsync(path)).ShouldMatch(@"The web server was not running\. .*It was put right [0-9.]+ m?s later\.", path);
        }

        foreach (var path in new[] { page, $"{page}/activity" })
        {
            Told(await customer.GetAsync(path)).ShouldMatch(@"The web server was not running\. It was put right [0-9.]+ m?s later\.", path);
        }

        (await administrator.GetAsync("/admin/drift?worker=../w1")).Status.ShouldBe(HttpStatusCode.NotFound);

        static string Told(Answer answer) => string.Join(' ', Parse(answer).QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Stores_are_found_by_name_and_status()
    {
        var administrator = await AdministratorAsync();
        var (_, tea, _) = await CustomerAsync();
        tea.Finish();
        await CustomerAsync("coffeeshop");

        Names(await administrator.GetAsync("/admin/stores")).ShouldBe(["coffeeshop", "teashop"], ignoreOrder: true);
        Names(await administrator.GetAsync("/admin/stores?status=Live")).ShouldBe(["teashop"]);
        Names(await administrator.GetAsync("/admin/stores?status=&name=COFF")).ShouldBe(["coffeeshop"]);
        Names(await administrator.GetAsync("/admin/stores?name=xyz")).ShouldBeEmpty();
        (await administrator.GetAsync("/admin/stores?status=Nonesuch")).Status.ShouldBe(HttpStatusCode.NotFound);

        static IEnumerable<string> Names(Answer answer) => Parse(answer).QuerySelectorAll("tbody th").Select(cell => cell.TextContent.Trim());
    }

    [Fact]
    public async Task Signing_out_ends_the_administrators_session_where_it_lives()
    {
        var administrator = await AdministratorAsync();
        var stolen = administrator.Cookies["__Host-admin"];
        (await administrator.PostAsync("/admin/sign-out", Form(await administrator.GetAsync("/admin"), "/admin/sign-out"))).Location.ShouldBe("/admin/sign-in");

        var thief = Visitor();
        thief.Cookies["__Host-admin"] = stolen;
        (await thief.GetAsync("/admin")).Status.ShouldBe(HttpStatusCode.Found);
    }
}
