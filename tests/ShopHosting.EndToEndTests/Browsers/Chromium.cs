using System.Diagnostics;
using Microsoft.Playwright;

namespace ShopHosting.EndToEndTests.Browsers;

/// <summary>Debian's Chromium, for pages that are made of scripts and for what only a real browser shows. Names under localhost lead to this machine by themselves.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    public const float PatienceMilliseconds = 20_000;
    private const string Program = "/usr/bin/chromium";

    /// <summary>How long the networks of a shop that comes or goes may go on changing, and how long one look apart from the next.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(250);

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        File.Exists(Program).ShouldBeTrue($"{Program} is missing: apt-get install chromium.");
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    /// <summary>A page of somebody who has no cookies yet.</summary>
    public async Task<IPage> NewPageAsync(bool runsScripts = true)
    {
        var page = await (await browser.NewContextAsync(new() { Locale = "en-US", ViewportSize = new() { Width = 1280, Height = 900 }, JavaScriptEnabled = runsScripts })).NewPageAsync();
        page.SetDefaultTimeout(PatienceMilliseconds);
        return page;
    }

    /// <summary>Opens an address. Chromium gives up a request when a network of the machine comes or goes, as they do with every store.</summary>
    public static async Task<IResponse?> OpenAsync(IPage page, string address)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Pause, TimeProvider.System))
        {
            try
            {
                return await page.GotoAsync(address);
            }
            catch (PlaywrightException exception) when (watch.Elapsed < Settling && (exception.Message.Contains("ERR_NETWORK_CHANGED", StringComparison.Ordinal) || exception.Message.Contains("chrome-error:", StringComparison.Ordinal)))
            {
                // The next try is on the network as it is now.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
