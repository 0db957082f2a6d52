using System.Collections.Concurrent;
using Microsoft.Playwright;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Browsers;

/// <summary>The panel in a window of Chromium, used as a person does. What the browser has to complain of is kept.</summary>
internal sealed class PanelWindow
{
    private const float MakingMilliseconds = 60_000;
    private readonly Installation installation;
    private readonly ConcurrentQueue<string> complaints = [];
    private string lastGood;
    private volatile bool isShaken;

    private PanelWindow(Installation installation, IPage page)
    {
        this.installation = installation;
        Page = page;
        lastGood = installation.Panel;
        page.FrameNavigated += (_, frame) => lastGood = frame.Url.StartsWith("http", StringComparison.Ordinal) ? frame.Url : lastGood;
        page.PageError += (_, error) => complaints.Enqueue($"{page.Url}: {error}");
        page.Console += (_, message) => Hear(message);
        page.Request += (_, request) => See(request);
        page.RequestFailed += (_, request) => isShaken |= request.Failure?.Contains("ERR_NETWORK_CHANGED", StringComparison.Ordinal) == true && request.ResourceType is "script" or "stylesheet";
    }

    public IPage Page { get; }

    public string Password { get; set; } = "a few words in a row";

    /// <summary>Scripts that failed, a policy that was broken, and what a page of the panel wanted from somewhere else.</summary>
    public IReadOnlyList<string> Complaints => [.. complaints];

    public static async Task<PanelWindow> OpenAsync(Chromium chromium, Installation installation, bool runsScripts = true) => new(installation, await chromium.NewPageAsync(runsScripts));

    public Task<IResponse?> GoAsync(string path) => Chromium.OpenAsync(Page, installation.Panel + path);

    public Task TypeAsync(string field, string text) => Field(field).FillAsync(text);

    public ILocator Field(string field) => Page.Locator($"[name=\"Input.{field}\"]");

    /// <summary>The line that a script writes below a field while somebody types.</summary>
    public ILocator LineBelow(string field) => Page.Locator(".field", new() { Has = Field(field) }).Locator(".live-line");

    public Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task FollowAsync(string link) => Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    /// <summary>The main part of the page, as it is read.</summary>
    public ILocator Main => Page.Locator("main");

    public async Task FillSignUpAsync(string name, string title)
    {
        await TypeAsync("Title", title);
        await TypeAsync("Name", name);
        await Page.Locator("[name=\"Input.Platform\"][value=wordpress]").CheckAsync();
        await TypeAsync("Email", $"{name}@example.org");
        await TypeAsync("Password", Password);
    }

    /// <summary>From visitor to owner of a shop that is being made.</summary>
    public async Task<Shop> SignUpAsync(string name)
    {
        await GoAsync("/sign-up");
        await FillSignUpAsync(name, $"Shop {name}");
        return await SendSignUpAsync(name);
    }

    public async Task<Shop> SendSignUpAsync(string name)
    {
        await PressAsync("Open my shop");
        return await ArriveAsync(name);
    }

    /// <summary>Waits until the page of the new shop is there, whole. The networks that come with the shop may have shaken Chromium; then it is loaded again, as a person would.</summary>
    private async Task<Shop> ArriveAsync(string name)
    {
        var page = Page.Locator("#live-part");
        await Until.ItIsAsync("the page of the new shop", TimeSpan.FromSeconds(20), async () =>
        {
            if (isShaken || Page.Url.StartsWith("chrome-error:", StringComparison.Ordinal))
            {
                isShaken = false;
                await Page.ReloadAsync();
            }

            return await IsThereAsync(page) && !isShaken;
        });
        return new Shop(new Uri(Page.Url).Segments[^1], name, $"http://{installation.AuthorityOf(name)}");
    }

    /// <summary>Waits until the page says so by itself; it is loaded again only where Chromium shows its own page instead.</summary>
    public Task UntilShopIsAsync(string status)
    {
        var wanted = Page.Locator($"#live-part[data-status={status}]");
        return Until.ItIsAsync($"the page to say {status}", TimeSpan.FromMilliseconds(MakingMilliseconds), async () =>
        {
            if (Page.Url.StartsWith("chrome-error:", StringComparison.Ordinal))
            {
                await Chromium.OpenAsync(Page, lastGood);
            }

            return await IsThereAsync(wanted) || (await Page.Locator("#live-part[data-status=Failed]").CountAsync() > 0 ? throw new InvalidOperationException(await Main.InnerTextAsync()) : false);
        });
    }

    /// <summary>Waits for what an answer brings; it is asked for again only where Chromium shows its own page instead.</summary>
    public Task UntilThereAsync(ILocator element, Func<Task> again) => Until.ItIsAsync($"{element}", TimeSpan.FromMilliseconds(Chromium.PatienceMilliseconds), async () =>
    {
        if (Page.Url.StartsWith("chrome-error:", StringComparison.Ordinal))
        {
            await again();
        }

        return await IsThereAsync(element);
    });

    public async Task SignInAsync(string email, string door = "/sign-in")
    {
        await GoAsync(door);
        await TypeAsync("Email", email);
        await TypeAsync("Password", Password);
        await PressAsync("Sign in");
        await Page.WaitForURLAsync(address => !address.Contains("/sign-in", StringComparison.Ordinal));
    }

    public async Task DeleteAsync(Shop shop)
    {
        await GoAsync($"/stores/{shop.Id}/delete");
        await TypeAsync("ConfirmedName", shop.Name);
        await PressAsync("Delete this shop");
        await UntilShopIsAsync("Purged");
    }

    private static async Task<bool> IsThereAsync(ILocator element)
    {
        try
        {
            await element.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 1000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>What could not be loaded is told by its status where it matters; here it is what a page did wrong.</summary>
    private void Hear(IConsoleMessage message)
    {
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            complaints.Enqueue($"{Page.Url}: {message.Text}");
        }
    }

    private void See(IRequest request)
    {
        if (!request.IsNavigationRequest && Page.Url.StartsWith(installation.Panel, StringComparison.Ordinal) && !request.Url.StartsWith(installation.Panel, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
        {
            complaints.Enqueue($"{Page.Url} asks elsewhere: {request.Url}");
        }
    }
}
