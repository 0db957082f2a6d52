using System.Text.RegularExpressions;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>What a shop sends by itself is seen by its owner, and by nobody else.</summary>
public sealed partial class MailTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public Task A_forgotten_password_of_a_shop_is_mailed_and_the_mail_is_on_the_owners_page() => TellAsync(async () =>
    {
        const string name = "forgetful";
        using var customer = Installation.NewCustomer();
        using var stranger = Installation.NewCustomer();
        var shop = await customer.OpenShopAsync(name);
        var none = await customer.PageAsync(shop, "/mails");
        none.Text.ShouldContain("No mail server is set up on this installation");
        none.Has("table").ShouldBeFalse();

        using var visitor = Installation.NewVisitor();
        var asked = await visitor.SubmitAsync(await visitor.GetAsync($"{shop.Address}/wp-login.php?action=lostpassword"), "form#lostpasswordform", ("user_login", "admin"));
        asked.Status.ShouldBe(200);
        asked.Address.Query.ShouldContain("checkemail=confirm", Case.Sensitive, asked.Has("#login_error") ? asked.TextOf("#login_error") : asked.ToString());

        // The list may know the shop's other mails too, such as the one that tells of a new site.
        var list = await Until.ItIsAsync("the mail to be listed", s_limit, () => customer.PageAsync(shop, "/mails"), page => ResetLink(page) is not null);
        list.Text.ShouldContain($"{name}@{Installation.ShopDomain}");
        list.Element("main").TextContent.ShouldContain("Kept here, not sent");
        list.Element("main").TextContent.ShouldContain($"{name}@example.org");
        var path = ResetLink(list)!;
        var mail = await customer.PageAsync(shop, path[path.IndexOf("/mails/", StringComparison.Ordinal)..]);
        mail.Status.ShouldBe(200);
        var link = LinkPattern().Match(mail.Element("main").TextContent).Value;
        (await visitor.GetAsync(link)).Has("#resetpassform").ShouldBeTrue("the link in the mail is the shop's");

        await stranger.SignUpAsync("stranger");
        (await stranger.PageAsync(shop, "/mails")).Status.ShouldBe(404);
        (await Installation.Docker.ExecAsync(Installation.RelayContainer, "/bin/cat", "/proc/1/status")).Output.ShouldContain("CapEff:\t0000000000000000");

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });

    private static string? ResetLink(WebPage page)
        => page.Document.QuerySelectorAll("main table a").FirstOrDefault(link => link.TextContent.Contains("Password Reset", StringComparison.Ordinal))?.GetAttribute("href");

    [GeneratedRegex(@"http://\S+/wp-login\.php\?\S*action=rp\S*")]
    private static partial Regex LinkPattern();
}
