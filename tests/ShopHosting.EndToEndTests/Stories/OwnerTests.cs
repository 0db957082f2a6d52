using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;
using static Microsoft.Playwright.Assertions;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>What an owner does on the pages of a shop, in a browser.</summary>
public sealed class OwnerTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private static readonly string[] s_done = ["Made the shop", "Restarted it", "Was shown the administrator's password", "Gave its administrator a new password"];

    [Fact]
    public Task An_owner_restarts_a_part_sees_and_changes_the_password_reads_who_did_what_and_deletes() => TellAsync(async () =>
    {
        await using var chromium = await Chromium.StartAsync();
        var window = await PanelWindow.OpenAsync(chromium, Installation);
        var shop = await window.SignUpAsync("keeper");
        await window.UntilShopIsAsync("Live");

        await RestartsOnePartAsync(window, shop);
        var before = await SeesThePasswordAsync(window, shop);
        await window.FollowAsync("Change the password…");
        await window.Page.Locator(WebPage.MainForm).Locator("button[type=submit]").ClickAsync();
        await window.UntilShopIsAsync("Live");
        (await SeesThePasswordAsync(window, shop)).ShouldNotBe(before);

        await window.GoAsync($"/stores/{shop.Id}/activity");
        foreach (var done in s_done)
        {
            await Expect(window.Page.Locator(".activity li", new() { HasText = done }).First).ToContainTextAsync("by you");
        }

        await DeletesAsync(window, shop);
        window.Complaints.ShouldBeEmpty();
    });

    private async Task RestartsOnePartAsync(PanelWindow window, Shop shop)
    {
        var (database, application) = (await StartOfAsync(shop, "database"), await StartOfAsync(shop, "application"));
        await window.Page.Locator("#containers a[href$='/restart?part=application']").ClickAsync();
        await Expect(window.Main).ToContainTextAsync("the rest of the shop goes on");
        await window.PressAsync("Restart it");
        await window.UntilShopIsAsync("Live");
        (await StartOfAsync(shop, "application")).ShouldNotBe(application);
        (await StartOfAsync(shop, "database")).ShouldBe(database);
    }

    private async Task<string> StartOfAsync(Shop shop, string part)
        => (await Installation.Docker.InspectContainerAsync((await Installation.StoreAsync(shop.Id))[part].Id))["State"]!["StartedAt"]!.GetValue<string>();

    private static async Task<string> SeesThePasswordAsync(PanelWindow window, Shop shop)
    {
        var password = window.Page.Locator("#admin-password");
        await window.GoAsync($"/stores/{shop.Id}/password");
        await window.TypeAsync("Password", "not this one at all");
        await window.PressAsync("Show it");
        await Expect(window.Page.Locator("#error-summary")).ToContainTextAsync("not your password");
        await Expect(password).ToHaveCountAsync(0);
        await window.TypeAsync("Password", window.Password);
        await window.PressAsync("Show it");
        await window.UntilThereAsync(password, async () =>
        {
            await window.GoAsync($"/stores/{shop.Id}/password");
            await window.TypeAsync("Password", window.Password);
            await window.PressAsync("Show it");
        });
        return await password.InnerTextAsync();
    }

    private async Task DeletesAsync(PanelWindow window, Shop shop)
    {
        var containers = (await Installation.StoreAsync(shop.Id)).Containers;
        await window.GoAsync($"/stores/{shop.Id}/delete");
        await Expect(window.Page.Locator(".consequences")).ToContainTextAsync($"{containers.Count} containers and their networks are removed");
        foreach (var container in containers)
        {
            await Expect(window.Main).ToContainTextAsync(container.Name);
        }

        await window.TypeAsync("ConfirmedName", "keepers");
        await window.PressAsync("Delete this shop");
        await Expect(window.Page.Locator("#error-summary")).ToBeVisibleAsync();
        (await Installation.StoreAsync(shop.Id)).Containers.Select(container => container.Id).ShouldBe(containers.Select(container => container.Id), ignoreOrder: true);
        await window.DeleteAsync(shop);
        (await Installation.StoreAsync(shop.Id)).ToString().ShouldBe(new Census([], [], []).ToString());
    }
}
