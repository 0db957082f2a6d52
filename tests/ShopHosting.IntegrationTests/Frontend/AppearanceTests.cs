using System.Net;
using System.Text.RegularExpressions;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>Colours, contrast, density, motion and shortcuts by the visitor's wish, told to the style sheet by the server.</summary>
public sealed partial class AppearanceTests : FrontendTest
{
    private const int MostBytes = 16_000;

    [Fact]
    public async Task Without_a_wish_the_system_decides()
    {
        var page = Parse(await Visitor().GetAsync("/"));
        page.DocumentElement.Attributes.ShouldAllBe(attribute => attribute.Name == "lang" || attribute.Value.Length == 0);
        page.QuerySelector("meta[name=color-scheme]")!.GetAttribute("content").ShouldBe("light dark");
    }

    [Fact]
    public async Task A_wish_is_kept_and_holds_on_every_page()
    {
        var visitor = Visitor();
        var saved = await SubmitAsync(visitor, "/appearance", form =>
        {
            form["Input.Theme"] = "dark";
            form["Input.MoreContrast"] = form["Input.IsCompact"] = form["Input.LessMotion"] = form["Input.NoShortcuts"] = "true";
        });
        saved.Headers["Set-Cookie"].ShouldContain("__Host-look=dark.more.compact.less.off");
        saved.Headers["Set-Cookie"].ShouldContain("httponly");
        saved.Headers["Set-Cookie"].ShouldContain("secure");
        (await visitor.FollowAsync(saved)).Text.ShouldContain("Saved.");

        foreach (var path in new[] { "/", "/sign-up", "/nonesuch" })
        {
            var page = Parse(await visitor.GetAsync(path));
            var html = page.DocumentElement;
            (html.GetAttribute("data-theme"), html.GetAttribute("data-contrast"), html.GetAttribute("data-density"), html.GetAttribute("data-motion"), html.GetAttribute("data-keys"))
                .ShouldBe(("dark", "more", "compact", "less", "off"));
            page.QuerySelector("meta[name=color-scheme]")!.GetAttribute("content").ShouldBe("dark");
        }

        await SubmitAsync(visitor, "/appearance", form =>
        {
            form["Input.Theme"].ShouldBe("dark");
            form["Input.Theme"] = "";
            form.Remove("Input.MoreContrast");
        });
        var changed = Parse(await visitor.GetAsync("/")).DocumentElement;
        changed.GetAttribute("data-theme").ShouldBe("");
        changed.GetAttribute("data-contrast").ShouldBe("");
        changed.GetAttribute("data-density").ShouldBe("compact");
    }

    [Fact]
    public async Task A_hostile_wish_says_nothing()
    {
        var visitor = Visitor();
        var cookies = HostileCorpus.Texts.Where(text => text.Length < 4000).Select(Uri.EscapeDataString)
            .Concat(["DARK", "dark\"onload=x", "light.<script>", string.Concat(Enumerable.Repeat("dark.", 20)), ".....", "more more", "theme=dark"]);
        foreach (var cookie in cookies)
        {
            var answer = await visitor.GetAsync("/", ("Cookie", $"__Host-look={cookie}"));
            answer.Status.ShouldBe(HttpStatusCode.OK, cookie);
            Parse(answer).DocumentElement.Attributes.ShouldAllBe(attribute => attribute.Name == "lang" || attribute.Value.Length == 0 || attribute.Name == "data-theme" && attribute.Value == "light", cookie);
        }

        foreach (var text in HostileCorpus.Texts)
        {
            var answer = await SubmitAsync(visitor, "/appearance", form => form["Input.Theme"] = text);
            ((int)answer.Status).ShouldBeLessThan(500);
            visitor.Cookies.GetValueOrDefault("__Host-look", "").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task One_sheet_holds_the_styles_of_all_components_and_each_drawing_is_there()
    {
        var visitor = Visitor();
        var page = Parse(await visitor.GetAsync("/appearance?saved=true"));
        page.QuerySelectorAll("link[rel=stylesheet]").Length.ShouldBe(1);
        var sheet = (await visitor.GetAsync(page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!)).Text;
        sheet.IndexOf(":root {", StringComparison.Ordinal).ShouldBeLessThan(sheet.IndexOf(".badge {", StringComparison.Ordinal), "tokens first");
        foreach (var rule in new[] { ".badge {", ".step {", ".field {", ".notice", ".stores {" })
        {
            sheet.ShouldContain(rule);
        }

        var script = (await visitor.GetAsync(page.QuerySelector("script[type=module]")!.GetAttribute("src")!)).Text;
        script.ShouldContain("data-copy");

        var icons = (await visitor.GetAsync(page.QuerySelector("use")!.GetAttribute("href")!.Split('#')[0])).Text;
        var drawn = Symbol().Matches(icons).Select(match => match.Groups[1].Value).ToList();
        var used = Directory.EnumerateFiles(Repository.Path("frontend/ShopHosting.Frontend"), "*.cshtml", SearchOption.AllDirectories)
            .SelectMany(file => Use().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct();
        used.Except(drawn).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_browser_keeps_for_ever_is_small()
    {
        var visitor = Visitor();
        var page = Parse(await visitor.GetAsync("/sign-up"));
        var bytes = 0;
        foreach (var address in page.QuerySelectorAll("link[rel=stylesheet], script").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!))
        {
            bytes += (await visitor.GetAsync(address, ("Accept-Encoding", "br"))).Body.Length;
        }

        bytes.ShouldBeLessThan(MostBytes);
        foreach (var picture in Parse(await visitor.GetAsync("/")).QuerySelectorAll("img[src$=webp]"))
        {
            var answer = await visitor.GetAsync(picture.GetAttribute("src")!);
            answer.Headers["Content-Type"].ShouldBe("image/webp");
            answer.Body.Length.ShouldBeLessThan(60_000);
        }
    }

    [GeneratedRegex("symbol id=\"([a-z-]+)\"")]
    private static partial Regex Symbol();

    [GeneratedRegex("<icon name=\"([a-z-]+)\"")]
    private static partial Regex Use();
}
