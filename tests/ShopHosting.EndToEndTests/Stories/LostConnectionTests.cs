using System.Globalization;
using System.Text.RegularExpressions;
using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;
using static Microsoft.Playwright.Assertions;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>A browser that loses the network says so, and makes good by itself what it missed.</summary>
public sealed partial class LostConnectionTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    [Fact]
    public Task A_dropped_connection_is_told_and_made_good_while_a_shop_is_made_and_while_its_log_is_read() => TellAsync(async () =>
    {
        await using var chromium = await Chromium.StartAsync();
        var window = await PanelWindow.OpenAsync(chromium, Installation);
        var shop = await window.SignUpAsync("tunnel");
        await MissesTheOpeningAsync(window, shop);
        await MissesLinesOfTheLogAsync(window, shop);
        await PausesAndFiltersAsync(window, shop);
        await DownloadsAsync(window);
        await window.DeleteAsync(shop);
        window.Complaints.ShouldBeEmpty();
    });

    private async Task MissesTheOpeningAsync(PanelWindow window, Shop shop)
    {
        await window.Page.EvaluateAsync("() => { window.isTheSame = true; }");
        await window.Page.Context.SetOfflineAsync(true);
        var connection = window.Page.Locator("#connection");
        await Expect(connection).ToBeVisibleAsync();
        using var visitor = Installation.NewVisitor();
        await Until.ItIsAsync("the shop to be open", Customer.ProvisionLimit, () => visitor.GetAsync($"{shop.Address}/"), page => page.Status == 200 && page.Headers.ContainsKey("X-ShopHosting-Store"));
        (await window.Page.Locator("#live-part").GetAttributeAsync("data-status")).ShouldBe("Provisioning", "the page can't know yet");

        await window.Page.Context.SetOfflineAsync(false);
        await window.UntilShopIsAsync("Live");
        await Expect(connection).ToBeHiddenAsync();
        (await window.Page.EvaluateAsync<bool>("() => window.isTheSame === true")).ShouldBeTrue("the page was not loaded again");
    }

    private async Task MissesLinesOfTheLogAsync(PanelWindow window, Shop shop)
    {
        await window.GoAsync($"/stores/{shop.Id}/logs?part=application");
        var connection = window.Page.Locator("#connection");
        await VisitAsync(shop, 1, 3);
        await SeesAsync(window, 3);
        await window.Page.Context.SetOfflineAsync(true);
        await Expect(connection).ToBeVisibleAsync();
        await VisitAsync(shop, 4, 9);
        (await MarksAsync(window)).ShouldBe([1, 2, 3]);

        await window.Page.Context.SetOfflineAsync(false);
        await SeesAsync(window, 9);
        await Expect(connection).ToBeHiddenAsync();

        await Installation.StopPanelAsync();
        await Expect(connection).ToBeVisibleAsync();
        await VisitAsync(shop, 10, 11);
        await Installation.StartPanelAsync();
        await VisitAsync(shop, 12, 12);
        await SeesAsync(window, 12);
        await Expect(connection).ToBeHiddenAsync();
        (await MarksAsync(window)).ShouldBe(Enumerable.Range(1, 12), "none lost, none doubled, in order");
    }

    private async Task PausesAndFiltersAsync(PanelWindow window, Shop shop)
    {
        var pause = window.Page.Locator("#pause");
        await pause.ClickAsync();
        await VisitAsync(shop, 13, 14);
        await Expect(pause).ToHaveTextAsync(WaitingLines());
        await Expect(window.Page.Locator("#lines li", new() { HasText = "/mark-13/" })).ToHaveCountAsync(0);
        await pause.ClickAsync();
        await SeesAsync(window, 14);
        await Expect(pause).ToHaveTextAsync("Pause");

        await window.Page.Locator("#find").FillAsync("MARK-7/");
        await Expect(window.Page.Locator("#lines li:not([hidden])")).ToHaveCountAsync(1);
        await window.PressAsync("Filter");
        await window.Page.WaitForURLAsync("**find=MARK-7**");
        (await MarksAsync(window)).ShouldBe([7]);
    }

    private static async Task DownloadsAsync(PanelWindow window)
    {
        await window.GoAsync($"{new Uri(window.Page.Url).AbsolutePath}?part=application");
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.FollowAsync("Download"));
        download.SuggestedFilename.ShouldBe("tunnel-application.log");
        MarksIn(await File.ReadAllTextAsync(await download.PathAsync())).ShouldBe(Enumerable.Range(1, 14));
    }

    /// <summary>Each visit of a page that is none leaves one line with its address.</summary>
    private async Task VisitAsync(Shop shop, int from, int to)
    {
        using var visitor = Installation.NewVisitor();
        for (var mark = from; mark <= to; mark++)
        {
            (await visitor.GetAsync($"{shop.Address}/mark-{mark}/")).Status.ShouldBe(404);
        }
    }

    private static Task SeesAsync(PanelWindow window, int mark) => Expect(window.Page.Locator("#lines li", new() { HasText = $"/mark-{mark}/" })).ToBeAttachedAsync();

    private static async Task<IReadOnlyList<int>> MarksAsync(PanelWindow window) => MarksIn(await window.Page.Locator("#lines").TextContentAsync());

    private static IReadOnlyList<int> MarksIn(string? text) => [.. Mark().Matches(text ?? "").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex("/mark-([0-9]+)/")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^Go on \([2-9] new\)$")]
    private static partial Regex WaitingLines();
}
