using Microsoft.Playwright;
using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Shops;

internal sealed class EverShopPages(Chromium chromium, Shop shop) : IShopPages
{
    private const string Buyer = "buyer@example.org";

    public async Task<string> BuyAsync(string product)
    {
        var page = await chromium.NewPageAsync();
        await Chromium.OpenAsync(page, shop.Address);
        await page.GetByRole(AriaRole.Link, new() { Name = product }).First.ClickAsync();
        await page.WaitForURLAsync(address => address.TrimEnd('/') != shop.Address);     // loaded: before that, its buttons do nothing
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Checkout", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/checkout");
        await TypeAsync(page, "contact.email", Buyer);
        await TypeAsync(page, "shippingAddress.full_name", "A Buyer");
        await TypeAsync(page, "shippingAddress.telephone", "555 0100");
        await TypeAsync(page, "shippingAddress.address_1", "1 Main Street");
        await TypeAsync(page, "shippingAddress.city", "Springfield");
        await ChooseAsync(page, "shippingAddress.country", "United States");
        await ChooseAsync(page, "shippingAddress.province", "Illinois");
        await TypeAsync(page, "shippingAddress.postcode", "62701");
        await page.Keyboard.PressAsync("Tab");
        var confirmed = page.GetByText("is confirmed");
        for (var tries = 1; !await confirmed.IsVisibleAsync(); tries++)
        {
            try
            {
                await page.GetByRole(AriaRole.Radio, new() { Name = "Shipping $5.00" }).ClickAsync(new() { Timeout = 8000 });
                await page.GetByRole(AriaRole.Radio, new() { Name = "Cash on delivery" }).ClickAsync(new() { Timeout = 8000 });
                await page.GetByRole(AriaRole.Button, new() { Name = "Place Order" }).ClickAsync(new() { Timeout = 8000 });
                await confirmed.WaitForAsync(new() { Timeout = 8000 });
            }
            catch (TimeoutException) when (tries < 6)
            {
                // The shop was still reckoning with what was chosen and took no order; the buyer chooses and presses again.
            }
        }

        return System.Text.RegularExpressions.Regex.Match(await confirmed.InnerTextAsync(), @"#(\d+)").Groups[1].Value;
    }

    public async Task SeesOrderAsync((string User, string Password) administrator, string order)
    {
        var page = await chromium.NewPageAsync();
        await Chromium.OpenAsync(page, $"{shop.Address}/admin/login");
        await TypeAsync(page, "email", administrator.User);
        await TypeAsync(page, "password", administrator.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign In" }).ClickAsync();
        await page.WaitForURLAsync("**/admin");
        await Chromium.OpenAsync(page, $"{shop.Address}/admin/orders");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = order });
        await row.WaitForAsync();
        (await row.InnerTextAsync()).ShouldContain(Buyer);
    }

    private static Task TypeAsync(IPage page, string field, string text) => page.Locator($"[name=\"{field}\"]").FillAsync(text);

    private static async Task ChooseAsync(IPage page, string field, string option)
    {
        await page.Locator($"[id=\"field-{field}\"]").ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = option }).ClickAsync();
    }
}
