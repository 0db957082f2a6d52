using System.Text.Json.Nodes;

namespace ShopHosting.EndToEndTests.Web;

/// <summary>The owner of a shop in the shop's own administration, signed in by its form.</summary>
internal sealed class ShopAdministrator(Browser browser, Shop shop) : IDisposable
{
    public void Dispose() => browser.Dispose();

    public static async Task<ShopAdministrator> SignInAsync(Browser browser, Shop shop, (string User, string Password) administrator)
    {
        var door = await browser.GetAsync($"{shop.Address}/wp-login.php");
        door.Status.ShouldBe(200);
        var entered = await browser.SubmitAsync(door, "form#loginform", ("log", administrator.User), ("pwd", administrator.Password));
        entered.Status.ShouldBe(200, entered.Text);
        entered.Address.AbsolutePath.ShouldBe("/wp-admin/", entered.Has("#login_error") ? entered.TextOf("#login_error") : entered.ToString());
        return new ShopAdministrator(browser, shop);
    }

    public Task<WebPage> GetAsync(string path) => browser.GetAsync(shop.Address + path);

    /// <summary>Writes a post that visitors can read; its address.</summary>
    public async Task<string> PublishAsync(string title, string content)
    {
        var nonce = await NonceAsync();
        var made = await browser.SendAsync(HttpMethod.Post, $"{shop.Address}/wp-json/wp/v2/posts",
            new JsonObject { ["title"] = title, ["content"] = content, ["status"] = "publish" }.ToJsonString(), ("X-WP-Nonce", nonce));
        made.Status.ShouldBe(201, made.Text);
        return JsonNode.Parse(made.Text)!["link"]!.GetValue<string>();
    }

    /// <summary>Uploads a picture; its address.</summary>
    public async Task<string> UploadPictureAsync(string fileName, byte[] png)
    {
        var made = await browser.UploadAsync($"{shop.Address}/wp-json/wp/v2/media", png, "image/png",
            ("X-WP-Nonce", await NonceAsync()), ("Content-Disposition", $"attachment; filename={fileName}"));
        made.Status.ShouldBe(201, made.Text);
        return JsonNode.Parse(made.Text)!["source_url"]!.GetValue<string>();
    }

    /// <summary>What the shop's own REST interface says to a signed-in administrator.</summary>
    public async Task<JsonNode> AskAsync(string path)
    {
        var answer = await browser.SendAsync(HttpMethod.Get, $"{shop.Address}/wp-json{path}", "", ("X-WP-Nonce", await NonceAsync()));
        answer.Status.ShouldBe(200, answer.Text);
        return JsonNode.Parse(answer.Text)!;
    }

    /// <summary>What WordPress gives to signed-in scripts.</summary>
    private async Task<string> NonceAsync() => (await GetAsync("/wp-admin/admin-ajax.php?action=rest-nonce")).Text.Trim();
}
