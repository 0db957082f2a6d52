using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>What must hold for each page, found by following every link.</summary>
public sealed partial class CrawlTests : FrontendTest
{
    private const int MostBytes = 30_000;

    [Fact]
    public async Task Every_page_a_visitor_can_reach_is_whole() => await CrawlAsync(Visitor(), "/", "/sign-up?plan=growth", "/sign-in", "/sign-out", "/forgot-password?sent=true", "/reset-password", "/admin/set-up", "/admin", "/nonesuch", "/error/404", "/stores");

    [Theory]
    [InlineData("making")]
    [InlineData("live")]
    [InlineData("failed")]
    [InlineData("deleted")]
    public async Task Every_page_a_customer_can_reach_is_whole(string state)
    {
        var (visitor, store, page) = await CustomerAsync();
        switch (state)
        {
            case "making":
                store.Begin("the daemon");
                break;
            case "live":
                store.Finish();
                break;
            case "failed":
                store.Fail(new Error(ErrorKind.Unavailable, "test.no", "No."));
                store.Finish();
                break;
            default:
                store.Finish();
                await SubmitAsync(visitor, page + "/delete", form => form["Input.ConfirmedName"] = "teashop");
                store.Finish();
                break;
        }

        var pages = await CrawlAsync(visitor, "/", "/stores", "/nonesuch", page + "/cancel", page + "/retry", page + "/restart", page + "/delete");
        pages.ShouldContain(page);
        pages.ShouldContain(page + "/logs");
        pages.ShouldContain(page + "/activity");
        pages.ShouldContain("/stores/new");
        pages.ShouldContain("/account/password");
    }

    [Fact]
    public async Task Every_page_an_administrator_can_reach_is_whole()
    {
        var (_, failed, page) = await CustomerAsync();
        failed.Fail(new Error(ErrorKind.Unavailable, "test.no", "<No>."));
        failed.Finish();
        var (_, live, _) = await CustomerAsync("coffeeshop");
        live.Finish();
        await CustomerAsync("cakeshop");
        var (_, suspended, _) = await CustomerAsync("bookshop");
        suspended.Finish();
        suspended.Ask(new SuspendStore(Some.Operation(99), "somebody", SuspensionCause.Unpaid, "<Pay>."));
        suspended.Finish();
        await SubmitAsync(Visitor(), "/forgot-password", form => form["Input.Email"] = "teashop@example.org");

        var pages = await CrawlAsync(await AdministratorAsync(), "/admin", "/admin/outbox", "/admin/stores?status=Live&name=coffee", "/admin/stores?name=nonesuch", "/admin/nonesuch");

        pages.ShouldContain($"/admin/stores/{failed.State.Key}");
        pages.ShouldContain($"/admin/stores/{failed.State.Key}/retry");
        pages.ShouldContain($"/admin/stores/{live.State.Key}/suspend");
        pages.ShouldContain($"/admin/stores/{suspended.State.Key}/resume");
        pages.ShouldContain("/admin/account/password");
        pages.ShouldContain("/admin/workers/add");
        pages.ShouldContain("/admin/workers/w1/uncordon");
        pages.ShouldContain("/admin/workers/w2/operations");
        pages.ShouldNotContain(page, "nothing leads to what belongs to a customer alone");
    }

    [Fact]
    public async Task Hostile_texts_in_any_field_that_any_page_reads_get_an_answer_in_words()
    {
        var (customer, store, _) = await CustomerAsync(plan: "starter");
        store.Finish();
        store.Away = new(Some.Worker, Some.Noon, null);      // else it could not be forgotten
        var administrator = await AdministratorAsync();
        var token = SecretToken.New(Installation.Entropy);
        Installation.SetUpToken = token.Hash;
        await CustomerAsync("forgetful");      // somebody else: a new password ends all sessions
        await SubmitAsync(Visitor(), "/forgot-password", form => form["Input.Email"] = "forgetful@example.org");
        var reset = new Uri(Installation.Outbox[0].Text).Query;
        var forms = 0;
        foreach (var route in Host.Routes.Where(route => route is { Page: not null, Template: not "/sign-up" }))
        {
            var path = route.Template.Replace("{id:store}", store.State.Id.ToString(), StringComparison.Ordinal).Replace("{account:account}", store.State.Account.ToString(), StringComparison.Ordinal)
                .Replace("{id:worker}", "w1", StringComparison.Ordinal);
            var (visitor, query) = path switch
            {
                "/sign-in" or "/forgot-password" or "/admin/sign-in" => (Visitor(), ""),
                "/reset-password" => (Visitor(), reset),
                "/admin/set-up" => (Visitor(), $"?token={token.Text}"),
                "/admin/workers/add/certificates" => (administrator, "?name=w9&endpoint=tcp://10.0.0.9:2376"),
                _ => (path.StartsWith("/admin", StringComparison.Ordinal) ? administrator : customer, ""),
            };
            foreach (var form in await Host.FormsAsync(route))
            {
                forms++;
                await FillHostileAsync(visitor, path, query, form);
            }
        }

        forms.ShouldBeGreaterThan(20);
    }

    /// <summary>Each field in turn, the others as the page gives them.</summary>
    private static async Task FillHostileAsync(Visitor visitor, string path, string query, FrontendForm form)
    {
        var page = Parse(await visitor.GetAsync(path + query));
        var given = page.Forms.Where(element => element.Method == "post").OrderBy(element => (element.GetAttribute("action") ?? path) == path).SelectMany(Fields)
            .GroupBy(field => field.Key).ToDictionary(fields => fields.Key, fields => fields.Last().Value, StringComparer.Ordinal);
        given.ShouldContainKey("xsrf", path);
        foreach (var field in form.Fields.Append("xsrf"))
        {
            foreach (var text in HostileCorpus.Texts)
            {
                var answer = await visitor.PostAsync($"{path}?handler={form.Handler}", With(given, field, text));
                ((int)answer.Status).ShouldBeLessThan(500, $"{path} {field}: {Show(text)}");
                if (answer.Status != HttpStatusCode.Found)
                {
                    Check(path, answer, form: true);
                }
            }
        }
    }

    [Fact]
    public async Task Hostile_texts_in_the_addresses_of_links_and_of_the_administration_get_an_answer_in_words()
    {
        var administrator = await AdministratorAsync();
        foreach (var text in HostileCorpus.Texts.Where(text => text.Length < 1000))
        {
            var escaped = Uri.EscapeDataString(text.Replace('\uD800', 'x').Replace('\uDC00', 'x'));
            foreach (var path in new[] { $"/reset-password?token={escaped}", $"/admin/set-up?token={escaped}", $"/admin/stores?name={escaped}&status={escaped}", $"/admin/stores?name={escaped}&after={escaped}", $"/admin/operations?outcome={escaped}", $"/admin/operations?before={escaped}", $"/admin/stores/{escaped}/{escaped}", $"/admin/stores?worker={escaped}", $"/admin/workers?after={escaped}",
                $"/admin/workers/{escaped}", $"/admin/workers/w1/operations?before={escaped}", $"/admin/workers/add/certificates?name={escaped}&endpoint={escaped}&address={escaped}" })
            {
                ((int)(await administrator.GetAsync(path)).Status).ShouldBeLessThan(500, path);
            }
        }
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-up")]
    [InlineData("/sign-out")]
    [InlineData("/stores/new")]
    [InlineData("{page}/cancel")]
    [InlineData("{page}/retry")]
    [InlineData("{page}/restart")]
    [InlineData("{page}/delete")]
    [InlineData("{page}/password")]
    [InlineData("{page}/new-password")]
    [InlineData("{page}/sign-in")]
    public async Task A_form_without_its_token_changes_nothing(string path)
    {
        var (visitor, store, page) = await CustomerAsync();
        path = path.Replace("{page}", page, StringComparison.Ordinal);
        var version = store.Version;
        var form = Form(await visitor.GetAsync(page), page + "/retry");
        form.Remove("xsrf").ShouldBeTrue();
        form["Input.ConfirmedName"] = "teashop";
        var answer = await visitor.PostAsync(path, form);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain("That could not be read");
        form["xsrf"] = "forged";
        (await visitor.PostAsync(path, form)).Status.ShouldBe(HttpStatusCode.BadRequest);
        store.Version.ShouldBe(version);
    }

    [Fact]
    public async Task Hostile_texts_in_any_field_of_the_sign_up_get_an_answer_in_words()
    {
        var visitor = Visitor();
        var form = await SignUpFormAsync(visitor);
        foreach (var field in form.Keys.ToList())
        {
            foreach (var text in HostileCorpus.Texts)
            {
                var answer = await visitor.PostAsync("/sign-up", With(form, field, text));
                ((int)answer.Status).ShouldBeLessThan(500, $"{field}: {Show(text)}");
                if (answer.Status == HttpStatusCode.Found)
                {
                    visitor.Cookies.Remove("__Host-session");
                    form = await SignUpFormAsync(visitor);
                    (form["Input.Name"], form["Input.Email"]) = ($"shop{Installation.SignUpsDone}", $"a{Installation.SignUpsDone}@example.org");
                }
                else
                {
                    Check("/sign-up", answer, form: true);
                    Parse(answer).QuerySelectorAll(".error-summary li, .error-page").ShouldNotBeEmpty($"{field}: {Show(text)}");
                }
            }
        }

        foreach (var store in Installation.Stores.Values)
        {
            store.State.Order.Title.Any(char.IsControl).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Hostile_texts_in_addresses_get_an_answer_in_words()
    {
        var (visitor, _, page) = await CustomerAsync();
        var guest = Visitor();
        foreach (var text in HostileCorpus.Texts.Where(text => text.Length is > 0 and < 1000))
        {
            var escaped = Uri.EscapeDataString(text.Replace("\0", "%00", StringComparison.Ordinal).Replace('\uD800', 'x').Replace('\uDC00', 'x'));
            foreach (var path in new[] { $"/{escaped}", $"/stores/{escaped}", $"/sign-in?next={escaped}", $"/sign-up?plan={escaped}", $"/api/availability?name={escaped}", $"{page}/events{escaped}", $"/error/{escaped}", $"/assets/{escaped}" })
            {
                foreach (var who in new[] { visitor, guest })
                {
                    ((int)(await who.GetAsync(path)).Status).ShouldBeLessThan(500, path);
                }
            }
        }

        (await guest.GetAsync("/", ("Accept-Language", "\u0001;;q=x,-,*-*"), ("Cookie", "__Host-session=%00"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_title_is_shown_as_it_was_typed_and_never_as_markup()
    {
        var visitor = Visitor();
        const string title = "<b>\"Ann's\" ${shop} & {{co}}</b>";
        var answer = await visitor.FollowAsync(await SignUpAsync(visitor, form => form["Input.Title"] = title));
        Parse(answer).QuerySelector("h1")!.TextContent.ShouldBe(title);
        answer.Text.ShouldNotContain("<b>");
    }

    [Fact]
    public async Task Assets_are_kept_for_ever_and_compressed_where_the_browser_can()
    {
        var visitor = Visitor();
        var sheet = Parse(await visitor.GetAsync("/")).QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;
        var plain = await visitor.GetAsync(sheet);
        plain.Headers["Cache-Control"].ShouldContain("immutable");
        plain.Headers["Content-Type"].ShouldStartWith("text/css");
        var small = await visitor.GetAsync(sheet, ("Accept-Encoding", "gzip, br"));
        small.Headers["Content-Encoding"].ShouldBe("br");
        small.Body.Length.ShouldBeLessThan(plain.Body.Length / 2);
        (await visitor.GetAsync("/assets/site.css")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<HashSet<string>> CrawlAsync(Visitor visitor, params string[] starts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var todo = new Queue<string>(starts);
        while (todo.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            var answer = await visitor.GetAsync(path);
            if (answer.Location is { } location)
            {
                location.ShouldStartWith("/");
                todo.Enqueue(location.Split('#')[0]);
                continue;
            }

            var isExpected = answer.Status == HttpStatusCode.OK || starts.Contains(path) && answer.Status == HttpStatusCode.NotFound;
            isExpected.ShouldBeTrue($"{path}: {answer.Status}");
            CheckHeaders(path, answer);
            if (answer.Headers["Content-Type"].StartsWith("text/html", StringComparison.Ordinal))
            {
                foreach (var link in Check(path, answer))
                {
                    todo.Enqueue(link);
                }
            }
        }

        return seen;
    }

    private static void CheckHeaders(string path, Answer answer)
    {
        answer.Headers["Content-Security-Policy"].ShouldStartWith("default-src 'none';", customMessage: path);
        answer.Headers["Content-Security-Policy"].ShouldNotContain("unsafe");
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        answer.Headers["Referrer-Policy"].ShouldBe("same-origin");
        answer.Headers["Cross-Origin-Opener-Policy"].ShouldBe("same-origin");
        answer.Headers.ShouldContainKey("Permissions-Policy");
    }

    /// <summary>One heading, a title, labels, no inline script or style, references that lead somewhere, small enough.</summary>
    /// <returns>Our own pages and assets that it leads to.</returns>
    private static List<string> Check(string path, Answer answer, bool form = false)
    {
        CheckHeaders(path, answer);
        if (!form)
        {
            answer.Body.Length.ShouldBeLessThan(MostBytes, path);
        }

        var page = Parse(answer);
        page.DocumentElement.GetAttribute("lang").ShouldBe("en", path);
        page.Title.ShouldNotBeNullOrWhiteSpace(path);
        page.QuerySelectorAll("h1").Length.ShouldBe(1, path);
        page.QuerySelector(".skip")!.GetAttribute("href").ShouldBe("#main");
        page.QuerySelectorAll("body > header, body > main, body > footer").Select(landmark => landmark.LocalName).ShouldBe(["header", "main", "footer"], path);
        page.QuerySelectorAll("nav").Select(nav => nav.GetAttribute("aria-label")).ShouldAllBe(label => label != null && label.Length > 0, path);
        page.QuerySelectorAll("style, script:not([src]), [style]").ShouldBeEmpty(path);
        page.All.SelectMany(element => element.Attributes).Where(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(path);
        page.All.SelectMany(element => element.Attributes).Where(attribute => attribute.Value.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) && attribute.Name != "value").ShouldBeEmpty(path);
        page.All.Where(element => element.Id is { Length: > 0 }).GroupBy(element => element.Id).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty(path);
        page.QuerySelectorAll("form").Cast<IHtmlFormElement>().Where(element => !element.Method.Equals("post", StringComparison.OrdinalIgnoreCase) && element.GetAttribute("role") != "search").ShouldBeEmpty(path);
        page.QuerySelectorAll("[src], link[href], [srcset], object, embed, iframe").Where(element => (element.GetAttribute("src") ?? element.GetAttribute("href")) is not ['/', not '/', ..]).ShouldBeEmpty($"{path}: nothing is loaded from elsewhere");
        foreach (var field in page.QuerySelectorAll("input:not([type=hidden]), select, meter, textarea"))
        {
            var isLabelled = field.Ancestors<IHtmlLabelElement>().Any() || page.QuerySelectorAll("label").Any(label => label.GetAttribute("for") == field.Id);
            isLabelled.ShouldBeTrue($"{path}: {field.OuterHtml}");
        }

        foreach (var described in page.QuerySelectorAll("input[aria-describedby], select[aria-describedby], [aria-labelledby]"))
        {
            foreach (var id in $"{described.GetAttribute("aria-describedby")} {described.GetAttribute("aria-labelledby")}".Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                page.GetElementById(id).ShouldNotBeNull($"{path}: {id}");
            }
        }

        return [.. page.QuerySelectorAll("a[href], link[href], script[src], img[src]")
            .Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!)
            .Where(link => link.StartsWith('/')).Select(link => link.Split('#')[0]),
            .. page.QuerySelectorAll("form[action]").Select(element => element.GetAttribute("action")!).Where(action => !action.EndsWith("/retry", StringComparison.Ordinal))];
    }

    private static Dictionary<string, string> With(Dictionary<string, string> form, string field, string text) => new(form, StringComparer.Ordinal) { [field] = text };

    private static string Show(string text) => NotAscii().Replace(text.Length > 40 ? text[..40] : text, match => $"\\u{(int)match.Value[0]:X4}");

    [GeneratedRegex("[^ -~]")]
    private static partial Regex NotAscii();
}
