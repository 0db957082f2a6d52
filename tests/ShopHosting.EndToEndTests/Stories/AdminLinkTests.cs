using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>From the panel into the shop's admin by one click, on every platform that is made here.</summary>
public sealed class AdminLinkTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    [Theory]
    [InlineData("wordpress", "/wp-admin/")]
    [InlineData("evershop", "/admin")]
    public Task A_click_signs_in_to_the_shop_once_and_a_new_password_is_the_shops(string platform, string admin) => TellAsync(async () =>
    {
        var name = $"link{platform}";
        using var customer = Installation.NewCustomer();
        var shop = await customer.OpenShopAsync(name, platform: platform);

        var link = await customer.AdminLinkAsync(shop);
        link.GetLeftPart(UriPartial.Authority).ShouldBe(shop.Address);
        using (var browser = Installation.NewVisitor())
        {
            var entered = await browser.GetAsync(link.AbsoluteUri);
            (entered.Status, entered.Address.AbsolutePath).ShouldBe((200, admin), entered.Text);
            (await browser.GetAsync(shop.Address + admin)).Address.AbsolutePath.ShouldBe(admin, "the session lasts");
        }

        using (var another = Installation.NewVisitor())
        {
            (await another.GetAsync(link.AbsoluteUri)).Status.ShouldBe(410);
            (await another.GetAsync(shop.Address + admin)).Address.AbsolutePath.ShouldNotBe(admin);
        }

        var before = await customer.AdministratorAsync(shop, customer.Password);
        await customer.ChangePasswordAsync(shop);
        await customer.UntilAsync(shop, "Live", TimeSpan.FromSeconds(60));
        (await customer.AdministratorAsync(shop, customer.Password)).Password.ShouldNotBe(before.Password);
        (await customer.PageAsync(shop, "/activity")).Text.ShouldContain("Gave its administrator a new password");

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });
}
