using Microsoft.Playwright;
using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;
using static Microsoft.Playwright.Assertions;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>A visitor's way, as a person goes it in a browser: from the first page into the admin of an own shop.</summary>
public sealed class VisitorTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private const string RememberSteps = """
        () => {
          window.steps = new Set();
          const look = () => document.querySelectorAll("[data-step][data-status=Running]").forEach((step) => window.steps.add(step.dataset.step));
          new MutationObserver(look).observe(document.getElementById("live"), { childList: true, subtree: true });
          look();
        }
        """;

    [Fact]
    public Task A_visitor_mends_mistakes_watches_the_shop_being_made_and_enters_its_admin_by_a_link_that_works_once() => TellAsync(async () =>
    {
        const string name = "walkin", title = "The Walk-in";
        await using var chromium = await Chromium.StartAsync();
        var window = await PanelWindow.OpenAsync(chromium, Installation);
        await ChoosesAPlanAsync(window);
        await MendsMistakesAsync(window, name, title);

        var shop = await window.SendSignUpAsync(name);
        await window.Page.EvaluateAsync(RememberSteps);
        await window.UntilShopIsAsync("Live");
        var steps = await window.Page.EvaluateAsync<string[]>("() => [...window.steps]");
        steps.Length.ShouldBeGreaterThan(2, string.Join(", ", steps));
        await Expect(window.Page.Locator("#state-title")).ToHaveTextAsync($"{title} is open");

        await window.Page.Locator("#visit").ClickAsync();
        await window.Page.WaitForURLAsync($"{shop.Address}/**");
        (await window.Page.TitleAsync()).ShouldContain(title);
        await window.GoAsync($"/stores/{shop.Id}");

        await EntersTheAdminOnceAsync(chromium, window, shop);
        await window.DeleteAsync(shop);
        window.Complaints.ShouldBeEmpty();
    });

    private static async Task ChoosesAPlanAsync(PanelWindow window)
    {
        await window.GoAsync("/");
        await window.FollowAsync("See the plans");
        var choice = window.Page.Locator("a[href^='/sign-up?plan=']").Last;
        var plan = (await choice.GetAttributeAsync("href"))!.Split('=')[^1];
        await choice.ClickAsync();
        (await window.Page.Locator("[name='Input.Plan']:checked").GetAttributeAsync("value")).ShouldBe(plan);
    }

    /// <summary>First while typing, then what the server still finds.</summary>
    private static async Task MendsMistakesAsync(PanelWindow window, string name, string title)
    {
        await window.FillSignUpAsync("admin", title);
        await Expect(window.LineBelow("Name")).ToHaveClassAsync("live-line is-bad");
        await window.TypeAsync("Name", name);
        await Expect(window.LineBelow("Name")).ToHaveClassAsync("live-line is-good");
        await window.TypeAsync("Email", "walkin@nowhere");
        await window.TypeAsync("Password", "too short");
        await Expect(window.LineBelow("Email")).ToContainTextAsync("does not look like");
        await Expect(window.LineBelow("Password")).ToHaveTextAsync("1 more character needed.");

        await window.PressAsync("Open my shop");
        var summary = window.Page.Locator("#error-summary");
        await Expect(summary.GetByRole(AriaRole.Link)).ToHaveCountAsync(2);
        await Expect(window.Field("Title")).ToHaveValueAsync(title);
        await Expect(window.Field("Password")).ToHaveValueAsync("");
        await summary.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(window.Field("Email")).ToBeFocusedAsync();
        await window.TypeAsync("Email", $"{name}@example.org");
        await window.TypeAsync("Password", window.Password);
        await Expect(window.LineBelow("Password")).ToHaveClassAsync("live-line is-good");
    }

    private static async Task EntersTheAdminOnceAsync(Chromium chromium, PanelWindow window, Shop shop)
    {
        var link = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        window.Page.Context.Request += (_, request) =>
        {
            if (request.IsNavigationRequest && request.Url.StartsWith(shop.Address, StringComparison.Ordinal))
            {
                link.TrySetResult(request.Url);
            }
        };
        var admin = await window.Page.Context.RunAndWaitForPageAsync(() => window.Page.Locator("#admin").ClickAsync());
        // Not until it is loaded whole: WordPress has pictures of strangers' servers in it.
        await admin.WaitForURLAsync($"{shop.Address}/wp-admin/", new() { WaitUntil = WaitUntilState.Commit });
        await Expect(admin.Locator("#wpadminbar")).ToBeVisibleAsync(new() { Timeout = 20_000 });

        var another = await chromium.NewPageAsync();
        var refused = await Chromium.OpenAsync(another, await link.Task);
        refused!.Status.ShouldBe(410);
        await Chromium.OpenAsync(another, $"{shop.Address}/wp-admin/");
        another.Url.ShouldContain("wp-login.php");
    }
}
