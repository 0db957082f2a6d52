using System.Net;
using System.Text.Json.Nodes;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>Text is never structure, on the whole way from the form to the shop.</summary>
public sealed class HostileTitleTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private const string Title = "\"Tom's\" ${HOME} $(id) {{title}} </title><script>alert('x')</script> & \\n %0a 🫖 Söhne";

    [Fact]
    public Task A_title_of_markup_and_shell_arrives_in_the_shop_exactly_as_text() => TellAsync(async () =>
    {
        const string name = "hostile";
        using var customer = Installation.NewCustomer();
        await RefusesDirectionMarksAsync(customer, name);
        var shop = await customer.OpenShopAsync(name, Title);
        var page = await customer.PageAsync(shop);
        page.TextOf("h1").ShouldBe(Title);
        page.Document.Scripts.ShouldNotContain(script => script.TextContent.Contains("alert"));

        using var visitor = Installation.NewVisitor();
        var said = JsonNode.Parse((await visitor.GetAsync($"{shop.Address}/wp-json/")).Text)!["name"]!.GetValue<string>();
        WebUtility.HtmlDecode(said).ShouldBe(Title);
        var front = await visitor.GetAsync($"{shop.Address}/");
        front.Status.ShouldBe(200);
        front.Document.Scripts.ShouldNotContain(script => script.TextContent.Contains("alert"));
        front.Document.Title!.ShouldContain("<script>alert(");
        front.Document.Title!.ShouldContain("${HOME} $(id) {{title}}");

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });

    private static async Task RefusesDirectionMarksAsync(Customer customer, string name)
    {
        var (action, fields) = await customer.FillSignUpAsync(name, "Tea\u202Egnp.exe");
        var refused = await customer.SendAsync(action, fields);
        refused.Status.ShouldBe(400);
        refused.TextOf("#error-summary").ShouldContain("direction marks");
    }
}
