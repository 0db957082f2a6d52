using Microsoft.Playwright;
using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Web;
using ShopHosting.Testing.Frontend;
using static Microsoft.Playwright.Assertions;

namespace ShopHosting.EndToEndTests.Pages;

/// <summary>A stream that stays open and says nothing counts as lost after 30 seconds by the browser's clock, which the test has; the server's clock stands still, so no pulse comes.</summary>
public sealed class SilentStreamTests
{
    private const string CountOpened = """
        window.opened = 0;
        const Real = window.EventSource;
        window.EventSource = class extends Real {
          constructor(address) {
            super(address);
            this.addEventListener("open", () => { window.opened += 1; });
          }
        };
        """;

    [Theory]
    [InlineData("")]
    [InlineData("/logs?part=application")]
    public async Task Silence_is_told_and_ends_with_a_stream_of_its_own(string page)
    {
        await using var host = await FrontendHost.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var window = await OpenAsync(chromium, host, page);

        await window.Clock.FastForwardAsync(28_000);
        await Expect(window.Locator("#connection")).ToBeHiddenAsync();
        await window.Clock.FastForwardAsync(3_000);
        await Expect(window.Locator("#connection")).ToBeVisibleAsync();

        await window.Clock.FastForwardAsync(4_000);
        await window.WaitForFunctionAsync("() => window.opened === 2");
        await Expect(window.Locator("#connection")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/logs?part=application")]
    public async Task Whoever_was_signed_out_meanwhile_is_led_to_the_sign_in(string page)
    {
        await using var host = await FrontendHost.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var window = await OpenAsync(chromium, host, page);
        await window.Context.ClearCookiesAsync();

        await window.Clock.FastForwardAsync(31_000);
        await window.Clock.FastForwardAsync(4_000);
        await window.WaitForURLAsync("**/sign-in**");
    }

    /// <summary>A page of a shop that lives, with its stream open.</summary>
    private static async Task<IPage> OpenAsync(Chromium chromium, FrontendHost host, string page)
    {
        var window = await chromium.NewPageAsync();
        await window.Clock.InstallAsync();
        await window.AddInitScriptAsync(CountOpened);
        await window.GotoAsync($"{host.Address}sign-up?plan=studio");
        foreach (var (field, text) in new[] { ("Title", "The Tea Shop"), ("Name", "teashop"), ("Email", "ann@example.org"), ("Password", "correct horse battery") })
        {
            await window.Locator($"[name=\"Input.{field}\"]").FillAsync(text);
        }

        await window.Locator($"{WebPage.MainForm} button[type=submit]").ClickAsync();
        await window.WaitForURLAsync("**/stores/**");
        var store = host.Installation.Stores.Values.Single();
        store.Finish();
        await window.GotoAsync($"{host.Address}stores/{store.State.Id}{page}");
        await window.WaitForFunctionAsync("() => window.opened === 1");
        return window;
    }
}
