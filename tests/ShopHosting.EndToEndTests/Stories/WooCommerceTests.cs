using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>The life of a store with cart and checkout.</summary>
public sealed class WooCommerceTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    [SkippableFact]
    public Task A_visitor_signs_up_and_owns_a_store_that_can_sell() => TellAsync(async () =>
    {
        Skip.If(Installation.ImageOf("woocommerce") is null || Installation.ImageOf("woocommerce-db") is null,
            "WooCommerce is not among the images of this machine: its archive comes from no feed. Give it to ops/images/build with --woocommerce.");
        const string name = "sells";
        using var customer = Installation.NewCustomer();
        var shop = await customer.SignUpAsync(name, "Sells", "woocommerce", "GB", "GBP");
        await SignUpTests.FollowToLiveAsync(customer, shop);

        using var visitor = Installation.NewVisitor();
        var offer = await visitor.GetAsync($"{shop.Address}/shop/");
        offer.Status.ShouldBe(200);
        offer.Headers["X-ShopHosting-Store"].ShouldBe(shop.Id);
        offer.Document.QuerySelectorAll("li.product").Length.ShouldBeGreaterThan(0, "the samples were asked for");
        offer.Text.ShouldContain("£");
        (await visitor.GetAsync($"{shop.Address}/cart/")).Status.ShouldBe(200);
        (await visitor.GetAsync($"{shop.Address}/checkout/")).Status.ShouldBe(200);

        using (var administrator = await ShopAdministrator.SignInAsync(Installation.NewVisitor(), shop, await customer.AdministratorAsync(shop, customer.Password)))
        {
            (await administrator.AskAsync("/wc/v3/settings/general/woocommerce_currency"))["value"]!.GetValue<string>().ShouldBe("GBP");
            (await administrator.AskAsync("/wc/v3/settings/general/woocommerce_default_country"))["value"]!.GetValue<string>().Split(':')[0].ShouldBe("GB");
            (await administrator.AskAsync("/wp/v2/plugins/woocommerce/woocommerce"))["status"]!.GetValue<string>().ShouldBe("active");
        }

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
        (await Installation.StoreAsync(shop.Id)).ToString().ShouldBe(new Census([], [], []).ToString());
    });
}
