using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>Every link of the real program, followed in a browser: no answer is an error, no script fails, no policy is broken, nothing comes from elsewhere, and every page is light.</summary>
public sealed class CrawlTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private const int MostBytes = 30_000;

    [Fact]
    public Task Every_link_leads_somewhere_for_visitor_customer_and_administrator() => TellAsync(async () =>
    {
        await using var chromium = await Chromium.StartAsync();
        var visitor = await PanelWindow.OpenAsync(chromium, Installation);
        (await CrawlAsync(visitor, "/", "/admin")).ShouldContain("/admin/sign-in?next=%2Fadmin");

        var owner = await PanelWindow.OpenAsync(chromium, Installation);
        var shop = await owner.SignUpAsync("crawled");
        await owner.UntilShopIsAsync("Live");
        (await CrawlAsync(owner, "/")).ShouldContain($"/stores/{shop.Id}/logs?part=application");

        var administrator = await PanelWindow.OpenAsync(chromium, Installation);
        await administrator.GoAsync(await Installation.NewSetUpLinkAsync());
        await administrator.TypeAsync("Email", "crawler@example.org");
        await administrator.TypeAsync("Password", administrator.Password);
        await administrator.PressAsync("Become an administrator");
        await administrator.Page.WaitForURLAsync("**/admin/sign-in**");
        await administrator.SignInAsync("crawler@example.org", "/admin/sign-in");
        (await CrawlAsync(administrator, "/admin")).ShouldContain(path => path.EndsWith($"/{shop.Id}", StringComparison.Ordinal));

        await owner.DeleteAsync(shop);
        visitor.Complaints.Concat(owner.Complaints).Concat(administrator.Complaints).ShouldBeEmpty();
    });

    /// <returns>Path and query of all pages that were reached.</returns>
    private async Task<IReadOnlyCollection<string>> CrawlAsync(PanelWindow window, params string[] starts)
    {
        var seen = new HashSet<string>(starts);
        var todo = new Queue<string>(starts);
        while (todo.TryDequeue(out var path))
        {
            var answer = (await window.GoAsync(path))!;
            answer.Status.ShouldBe(200, path);
            (await answer.BodyAsync()).Length.ShouldBeLessThan(MostBytes, path);
            seen.Add(new Uri(window.Page.Url).PathAndQuery);
            foreach (var file in await LinksAsync(window, "main a[download]"))
            {
                (await window.Page.Context.APIRequest.GetAsync(Installation.Panel + file)).Status.ShouldBe(200, file);
            }

            foreach (var link in (await LinksAsync(window, "a[href^='/']:not([download])")).Where(seen.Add))
            {
                todo.Enqueue(link);
            }
        }

        Output.WriteLine($"{seen.Count} pages from {starts[0]}");
        return seen;
    }

    private static Task<string[]> LinksAsync(PanelWindow window, string selector)
        => window.Page.Locator(selector).EvaluateAllAsync<string[]>("(links) => links.map((link) => link.getAttribute('href').split('#')[0])");
}
