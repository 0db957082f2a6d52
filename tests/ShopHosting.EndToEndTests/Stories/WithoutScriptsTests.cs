using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Installations;
using static Microsoft.Playwright.Assertions;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>All that matters works in a browser that runs no scripts.</summary>
public sealed class WithoutScriptsTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    [Fact]
    public Task A_shop_is_ordered_watched_read_and_deleted_without_scripts() => TellAsync(async () =>
    {
        await using var chromium = await Chromium.StartAsync();
        var window = await PanelWindow.OpenAsync(chromium, Installation, runsScripts: false);
        await window.GoAsync("/");
        await window.FollowAsync("Open a shop");
        await window.FillSignUpAsync("plain", "Plain");
        var shop = await window.SendSignUpAsync("plain");
        await window.UntilShopIsAsync("Live");
        await Expect(window.Page.Locator("#containers tbody tr")).ToHaveCountAsync(3);

        await window.FollowAsync("Logs");
        await Expect(window.Page.Locator("#pause")).ToBeHiddenAsync();
        await window.Page.Locator("#find").FillAsync("no line holds this");
        await window.PressAsync("Filter");
        await Expect(window.Page.Locator("#quiet")).ToBeVisibleAsync();

        await window.GoAsync($"/stores/{shop.Id}");
        await window.Page.Locator("#containers a[href$='/restart?part=application']").ClickAsync();
        await window.PressAsync("Restart it");
        await window.UntilShopIsAsync("Live");
        await window.DeleteAsync(shop);
    });
}
