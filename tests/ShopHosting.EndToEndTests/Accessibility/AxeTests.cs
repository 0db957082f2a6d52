using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Web;
using ShopHosting.Testing;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.EndToEndTests.Accessibility;

/// <summary>axe looks at every page, in the states that matter, in both themes, as visitor, customer and administrator. A page it was not led to fails the test too.</summary>
public sealed partial class AxeTests(ITestOutputHelper output)
{
    private const string Password = "correct horse battery";
    private const string MailId = "1xVIHw-00000000012-0FQB";

    [Fact]
    public async Task No_page_has_a_serious_fault_in_any_state_or_theme()
    {
        await using var host = await FrontendHost.StartAsync(settings: [new("Frontend:ShowsOutbox", "true")]);
        await using var chromium = await Chromium.StartAsync();
        var looks = new Looks(host);
        await Looks.SeesFaultsAsync(await chromium.NewPageAsync());
        await VisitorAsync(looks, host, await chromium.NewPageAsync());
        await CustomerAsync(looks, host, await chromium.NewPageAsync());
        await AdministratorAsync(looks, host, await chromium.NewPageAsync());
        output.WriteLine($"{looks.Count} looks at {looks.Seen.Count} pages");
        looks.Faults.ShouldBeEmpty();
        host.Routes.Where(route => route.Page is not null).Select(route => route.Template).Except(looks.Seen).ShouldBeEmpty("every page is looked at");
    }

    private static async Task VisitorAsync(Looks looks, FrontendHost host, IPage page)
    {
        foreach (var path in new[] { "/plans", "/sign-in?renewed=true", "/forgot-password", "/forgot-password?sent=true", "/outbox", "/reset-password", "/admin/sign-in?new=true", "/admin/set-up", "/error/404", "/nonesuch" })
        {
            await looks.AtAsync(page, path);
        }

        await looks.AtAsync(page, "/", moreContrast: true);
        await looks.AtAsync(page, "/sign-up?plan=growth");
        await SubmitAsync(page, ("Email", "no address"), ("Password", "short"));
        await looks.HereAsync(page, "with errors");
        await looks.AtAsync(page, "/sign-in");
        await SubmitAsync(page, ("Email", "nobody@example.org"), ("Password", Password));
        await looks.HereAsync(page, "refused");
        host.Installation.Failures[typeof(ICatalogueGrain)] = new InvalidOperationException("broken");
        await looks.AtAsync(page, "/plans", "broken");
        host.Installation.Failures.Clear();
    }

    private static async Task CustomerAsync(Looks looks, FrontendHost host, IPage page)
    {
        await page.GotoAsync($"{host.Address}sign-up?plan=studio");
        await SubmitAsync(page, ("Title", "The Tea Shop"), ("Name", "teashop"), ("Email", "ann@example.org"), ("Password", Password));
        var making = StoreCalled(host, "teashop");
        making.Begin("the daemon");
        await looks.AtAsync(page, "/stores", "one shop");
        await looks.OfStoreAsync(page, making, "being made", "", "/cancel", "/activity");
        await page.Locator("details.menu > summary").ClickAsync();
        await looks.HereAsync(page, "with the menu open");

        var account = host.Installation.Accounts.Values.Single();
        var stores = account.Stores;
        account.Stores = [];
        await looks.AtAsync(page, "/stores", "empty");
        account.Stores = stores;

        var live = await OrderAsync(page, host, "live");
        live.Say("application", "all is well");
        live.Say("application", "something went wrong", isError: true);
        live.Usage = [.. Enumerable.Range(1, 20).Select(point => new UsagePoint(DateTimeOffset.UnixEpoch.AddSeconds(point * 15), point, point * 10, point * 100, point * 100))];
        live.Finish();
        live.Mails = [(new StoreMail(MailId, DateTimeOffset.UnixEpoch, StoreMailState.Failed, "ann@example.org", "Your order", 3, "550 no such mailbox"), new StoreMailText("shop@shops.example", "ann@example.org", "", "Your order", "Mon, 1 Jan 1970", "Thank you.\n\nIt comes soon."))];
        await looks.OfStoreAsync(page, live, "live", "", "/logs?part=application", "/logs?part=database", "/activity", "/mails", $"/mails/{MailId}", "/settings", "/restart", "/restart?part=application", "/retry", "/delete", "/password", "/new-password", "/sign-in", "/hardening");
        await looks.AtAsync(page, $"/stores/{live.State.Id}", "live", moreContrast: true);
        await page.GotoAsync($"{host.Address}stores/{live.State.Id}/delete");
        await SubmitAsync(page, ("ConfirmedName", "another"));
        await looks.HereAsync(page, "refused");
        await page.GotoAsync($"{host.Address}stores/{live.State.Id}/password");
        await SubmitAsync(page, ("Password", Password));
        await looks.HereAsync(page, "shown");

        var unwell = await OrderAsync(page, host, "unwell");
        unwell.Finish();
        unwell.Suffer(new StoreIncident(StoreIncidentKind.OutOfMemory, "application", 512, DateTimeOffset.UnixEpoch, host.Installation.Clock.GetUtcNow(), 2, HasEnded: true));
        unwell.Hardening = unwell.Hardening with { Items = unwell.Hardening.Items.Add(new("5.29", "Limit of processes", HardeningOutcome.Failed, "application: none")) };
        unwell.Observe(new StoreObservation(DateTimeOffset.UnixEpoch, TimeSpan.Zero, 502, "It answered with status 502.", DateTimeOffset.UnixEpoch));
        await looks.OfStoreAsync(page, unwell, "not answering", "", "/activity", "/hardening", "/mails");

        var failed = await OrderAsync(page, host, "failed");
        failed.Fail(new Error(ErrorKind.Unavailable, "test.no", "The database did not start."));
        failed.Finish();
        await looks.OfStoreAsync(page, failed, "failed", "", "/activity", "/settings", "/retry", "/logs");

        var deleted = await OrderAsync(page, host, "deleted");
        deleted.Finish();
        await page.GotoAsync($"{host.Address}stores/{deleted.State.Id}/delete");
        await SubmitAsync(page, ("ConfirmedName", "deleted"));
        deleted.Finish();
        await looks.OfStoreAsync(page, deleted, "deleted", "", "/delete", "/settings");

        var suspended = await OrderAsync(page, host, "suspended");
        suspended.Finish();
        suspended.Ask(new SuspendStore(Some.Operation(99), "somebody", SuspensionCause.Unpaid, "The invoice of March is open."));
        suspended.Finish();
        await looks.OfStoreAsync(page, suspended, "suspended", "", "/sign-in", "/restart");

        foreach (var path in new[] { "/stores", "/stores/new", "/account?changed=true", "/account/password", "/appearance?saved=true", "/sign-out", "/stores/nonesuch" })
        {
            await looks.AtAsync(page, path);
        }

        await page.GotoAsync($"{host.Address}account/password");
        await SubmitAsync(page, ("CurrentPassword", "not this"), ("NewPassword", "short"));
        await looks.HereAsync(page, "with errors");
        await ForgetAsync(looks, host, page);
    }

    /// <summary>The link of a mail leads to a page with a form.</summary>
    private static async Task ForgetAsync(Looks looks, FrontendHost host, IPage page)
    {
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync($"{host.Address}forgot-password");
        await SubmitAsync(page, ("Email", "ann@example.org"));
        await looks.AtAsync(page, "/outbox", "with a mail");
        await looks.AtAsync(page, new Uri(host.Installation.Outbox[0].Text).PathAndQuery, "open");
    }

    private static async Task AdministratorAsync(Looks looks, FrontendHost host, IPage page)
    {
        var token = SecretToken.New(host.Installation.Entropy);
        host.Installation.SetUpToken = token.Hash;
        await looks.AtAsync(page, $"/admin/set-up?token={token.Text}", "open");
        await SubmitAsync(page, ("Email", "root@example.org"), ("Password", Password));
        await SubmitAsync(page, ("Email", "root@example.org"), ("Password", Password));
        await page.WaitForURLAsync("**/admin");
        host.Installation.Sights["w1"] = WorkerSight.Begin(Some.Noon) with { Is = Sight.Suspect, Misses = 3, EdgeAnswers = true };
        var failed = StoreCalled(host, "failed").State.Key;
        var live = StoreCalled(host, "live").State.Key;
        var suspended = StoreCalled(host, "suspended").State.Key;
        foreach (var path in new[]
        {
            "/admin/stores", "/admin/stores?name=nonesuch", $"/admin/stores/{failed}", $"/admin/stores/{failed}/retry", $"/admin/stores/{failed}/forget", $"/admin/stores/{failed}/hardening", $"/admin/stores/{live}/suspend", $"/admin/stores/{suspended}", $"/admin/stores/{suspended}/suspend", $"/admin/stores/{suspended}/resume", "/admin/operations", "/admin/operations?outcome=Failed", "/admin/drift", "/admin/drift?worker=w1", "/admin/outbox",
            "/admin/workers", "/admin/workers/add", "/admin/workers/add/certificates?name=w9&endpoint=tcp://10.0.0.9:2376", "/admin/workers/w1", "/admin/workers/w2", "/admin/workers/w2/operations",
            "/admin/workers/w1/check", "/admin/workers/w1/cordon", "/admin/workers/w1/uncordon", "/admin/workers/w1/ingress", "/admin/workers/w1/retire",
            "/admin/account", "/admin/account/password", "/admin/sign-out", "/admin/nonesuch",
        })
        {
            await looks.AtAsync(page, path);
        }

        await looks.AtAsync(page, "/admin", moreContrast: true);
    }

    private static async Task<FakeStore> OrderAsync(IPage page, FrontendHost host, string name)
    {
        await page.GotoAsync($"{host.Address}stores/new");
        await SubmitAsync(page, ("Title", $"Shop {name}"), ("Name", name));
        await page.WaitForURLAsync(address => !address.EndsWith("/new", StringComparison.Ordinal));
        return StoreCalled(host, name);
    }

    private static FakeStore StoreCalled(FrontendHost host, string name) => host.Installation.Stores.Values.Single(store => store.State.Order.Name.Value == name);

    private static async Task SubmitAsync(IPage page, params (string Field, string Text)[] typed)
    {
        foreach (var (field, text) in typed)
        {
            await page.Locator($"[name=\"Input.{field}\"]").FillAsync(text);
        }

        await page.RunAndWaitForResponseAsync(() => page.Locator($"{WebPage.MainForm} button[type=submit]").Last.ClickAsync(), response => response.Request is { Method: "POST" });
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Leads axe from page to page, and keeps what it finds and where it was.</summary>
    private sealed partial class Looks(FrontendHost host)
    {
        private const string Run = """
            async () => (await axe.run({ resultTypes: ["violations"] })).violations
              .filter((rule) => rule.impact === "serious" || rule.impact === "critical")
              .flatMap((rule) => rule.nodes.map((node) => `${rule.id}, ${rule.help}: ${node.target} ${node.html}`))
            """;

        private static readonly string s_axe = new BundledAxeScriptProvider().GetScript();
        private readonly List<string> faults = [];

        public int Count { get; private set; }

        public IReadOnlyList<string> Faults => faults;

        public HashSet<string> Seen { get; } = [];

        public async Task OfStoreAsync(IPage page, FakeStore store, string state, params string[] pages)
        {
            foreach (var path in pages)
            {
                await AtAsync(page, $"/stores/{store.State.Id}{path}", state);
            }
        }

        public async Task AtAsync(IPage page, string path, string state = "", bool moreContrast = false)
        {
            await page.GotoAsync(host.Address + path.TrimStart('/'));
            await HereAsync(page, state, moreContrast);
        }

        /// <summary>Or all the silence below would mean nothing.</summary>
        public static async Task SeesFaultsAsync(IPage page)
        {
            await page.SetContentAsync("<main><h1 style='color: #eee; background: #fff'>Pale</h1><img src='data:,'></main>");
            await page.EvaluateAsync(s_axe);
            (await FaultsAsync(page)).Select(fault => fault.Split(',')[0]).ShouldBe(["color-contrast", "document-title", "html-has-lang", "image-alt"], ignoreOrder: true);
        }

        public async Task HereAsync(IPage page, string state, bool moreContrast = false)
        {
            var path = new Uri(page.Url).AbsolutePath;
            Seen.UnionWith(host.Routes.Where(route => IsOf(route.Template, path)).Take(1).Select(route => route.Template));
            await page.EvaluateAsync(s_axe);
            foreach (var contrast in moreContrast ? new[] { Contrast.NoPreference, Contrast.More } : [Contrast.NoPreference])
            {
                foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
                {
                    await page.EmulateMediaAsync(new() { ColorScheme = theme, Contrast = contrast, ReducedMotion = ReducedMotion.Reduce });
                    faults.AddRange((await FaultsAsync(page)).Select(fault => $"{path} {state} ({theme}, contrast {contrast}): {fault}"));
                    Count++;
                }
            }
        }

        private static Task<string[]> FaultsAsync(IPage page) => page.EvaluateAsync<string[]>(Run);

        private static bool IsOf(string template, string path) => Regex.IsMatch(path, $"^{Parameter().Replace(template, match => match.Value.Contains(":int", StringComparison.Ordinal) ? "[0-9]+" : match.Value.Contains(":worker", StringComparison.Ordinal) ? "w[0-9]+" : match.Value.Contains(':') ? "[a-z2-7]{20}" : "[^/]+")}$");

        [GeneratedRegex(@"\{[^}]*\}")]
        private static partial Regex Parameter();
    }
}
