using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ShopHosting.EndToEndTests.Browsers;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Shops;

internal sealed class WooCommercePages(Chromium chromium, Shop shop) : IShopPages
{
    public async Task<string> BuyAsync(string product)
    {
        var page = await chromium.NewPageAsync();
        await Chromium.OpenAsync(page, shop.Address);
        await page.GetByRole(AriaRole.Link, new() { Name = product }).First.ClickAsync();
        await page.WaitForURLAsync("**/product/**");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart", Exact = true }).First.ClickAsync();
        await page.GetByText("has been added to your cart").First.WaitForAsync();
        await Chromium.OpenAsync(page, $"{shop.Address}/checkout/");
        await page.Locator("#email").FillAsync("buyer@example.org");
        await page.Locator("#shipping-country").SelectOptionAsync("US");
        await page.Locator("#shipping-first_name").FillAsync("A");
        await page.Locator("#shipping-last_name").FillAsync("Buyer");
        await page.Locator("#shipping-address_1").FillAsync("1 Main Street");
        await page.Locator("#shipping-city").FillAsync("Springfield");
        await page.Locator("#shipping-state").SelectOptionAsync("IL");
        await page.Locator("#shipping-postcode").FillAsync("62701");
        await page.Keyboard.PressAsync("Tab");
        await page.GetByText("Cash on delivery").First.WaitForAsync();     // the one way to pay, chosen by itself
        for (var tries = 1; !page.Url.Contains("/order-received/", StringComparison.Ordinal); tries++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Place Order" }).ClickAsync();
            try
            {
                await page.WaitForURLAsync("**/order-received/**", new() { Timeout = 6000 });
            }
            catch (TimeoutException) when (tries < 5)
            {
                // The shop was still reckoning with the new address and took no order; the buyer presses again.
            }
        }

        await page.GetByText("Your order has been received").First.WaitForAsync();
        return Regex.Match(page.Url, @"order-received/(\d+)").Groups[1].Value;
    }

    public async Task SeesOrderAsync((string User, string Password) administrator, string order)
    {
        var page = await chromium.NewPageAsync();
        await Chromium.OpenAsync(page, $"{shop.Address}/wp-login.php");
        await page.Locator("#user_login").FillAsync(administrator.User);
        await page.Locator("#user_pass").FillAsync(administrator.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log In" }).ClickAsync();
        await page.WaitForURLAsync("**/wp-admin/**");
        await Chromium.OpenAsync(page, $"{shop.Address}/wp-admin/admin.php?page=wc-orders");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = $"#{order}" });
        await row.WaitForAsync();
        (await row.InnerTextAsync()).ShouldContain("A Buyer");
    }
}
