using Microsoft.Playwright;
using ShopHosting.Domain.Ids;
using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;
using static Microsoft.Playwright.Assertions;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>Somebody becomes an administrator by the link of the machine, finds out why a shop failed, and tries again when the cause is gone.</summary>
public sealed class AdministratorTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    [Fact]
    public Task An_administrator_comes_by_a_link_that_works_once_and_puts_a_failed_shop_right() => TellAsync(async () =>
    {
        const string name = "hindered";
        using var customer = Installation.NewCustomer();
        var (action, fields) = await customer.FillSignUpAsync(name);
        var obstacle = $"sh-{Installation.Id}-{StoreId.From(OperationId.Parse(fields["Input.Operation"]))}-database";
        await Installation.Docker.CreateContainerAsync(obstacle, Installation.ImageOf("valkey")!, "/bin/true");
        await using var chromium = await Chromium.StartAsync();
        var window = await PanelWindow.OpenAsync(chromium, Installation);
        Shop shop;
        try
        {
            shop = customer.ShopOf(await customer.SendAsync(action, fields), name);
            await customer.UntilAsync(shop, "Failed", Customer.ProvisionLimit);
            await BecomesAdministratorAsync(window);
            await FindsTheCauseAsync(window, name, obstacle);
        }
        finally
        {
            await Installation.Docker.RemoveContainerAsync(obstacle);
        }

        await window.FollowAsync("Try again…");
        await window.PressAsync("Try again");
        await customer.UntilAsync(shop, "Live", Customer.ProvisionLimit);
        await window.GoAsync("/admin");
        await Expect(window.Page.GetByRole(AriaRole.Article, new() { Name = $"Store {name}" })).ToHaveCountAsync(0);
        window.Complaints.ShouldBeEmpty();

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });

    private async Task BecomesAdministratorAsync(PanelWindow window)
    {
        var link = await Installation.NewSetUpLinkAsync();
        await window.GoAsync(link);
        await window.TypeAsync("Email", "root@example.org");
        await window.TypeAsync("Password", window.Password);
        await window.PressAsync("Become an administrator");
        await Expect(window.Page.GetByText("You are an administrator now")).ToBeVisibleAsync();
        await window.SignInAsync("root@example.org", "/admin/sign-in");
        await window.Page.WaitForURLAsync("**/admin");

        await window.GoAsync(link);
        await Expect(window.Main).ToContainTextAsync("This set-up link has been used");
        await Expect(window.Field("Password")).ToHaveCountAsync(0);
        await window.GoAsync("/admin");
    }

    /// <summary>From the overview, by links alone.</summary>
    private static async Task FindsTheCauseAsync(PanelWindow window, string name, string obstacle)
    {
        await window.Page.Locator("main a[href='/admin/operations?outcome=Failed']").ClickAsync();
        await window.Page.WaitForURLAsync("**/admin/operations**");
        await Expect(window.Main).ToContainTextAsync(obstacle);
        await window.GoAsync("/admin");
        await Expect(window.Page.GetByRole(AriaRole.Article, new() { Name = $"Store {name}" })).ToContainTextAsync(obstacle);
        await window.FollowAsync(name);
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(name);
        await Expect(window.Main).ToContainTextAsync($"There is a container named {obstacle} that this installation did not make");
    }
}
