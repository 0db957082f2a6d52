using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Shops;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>A shop sells: somebody buys in a real browser, and what was bought outlives a restart.</summary>
public sealed class OrderTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    [Fact]
    public Task A_guest_buys_from_an_EverShop_shop_and_the_order_is_there_after_a_restart()
    {
        Installation.ImageOf("evershop-db").ShouldNotBeNull("EverShop's images are missing: run ops/images/build evershop-db where npm's registry answers.");
        return SellAsync("mugs", "evershop", "Stoneware mug", (chromium, shop) => new EverShopPages(chromium, shop));
    }

    [SkippableFact]
    public Task A_guest_buys_from_a_WooCommerce_shop_and_the_order_is_there_after_a_restart()
    {
        Skip.If(Installation.ImageOf("woocommerce-db") is null, "WooCommerce is not among the images of this machine: its archive comes from no feed. Give it to ops/test with --woocommerce.");
        return SellAsync("cups", "woocommerce", "Stoneware mug", (chromium, shop) => new WooCommercePages(chromium, shop));
    }

    private Task SellAsync(string name, string platform, string product, Func<Chromium, Shop, IShopPages> pagesOf) => TellAsync(async () =>
    {
        using var customer = Installation.NewCustomer();
        var shop = await customer.SignUpAsync(name, "Mugs & More", platform, "US", "USD");
        await customer.UntilAsync(shop, "Live", Customer.ProvisionLimit);
        (await customer.FailedChecksAsync(shop)).ShouldBeEmpty($"{platform} is shut in as all are");
        await using var chromium = await Chromium.StartAsync();
        var pages = pagesOf(chromium, shop);

        var order = await pages.BuyAsync(product);
        order.ShouldNotBeEmpty();
        var administrator = await customer.AdministratorAsync(shop, customer.Password);
        await pages.SeesOrderAsync(administrator, order);

        await customer.RestartAsync(shop);
        await customer.UntilAsync(shop, "Live", TimeSpan.FromSeconds(60));
        await pages.SeesOrderAsync(administrator, order);

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });
}
