using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using ShopHosting.Frontend.Components;

namespace ShopHosting.UnitTests.Frontend;

public sealed class PagerTests
{
    private const string List = "/admin/operations?outcome=Failed";

    [Fact]
    public void One_page_has_no_pager()
    {
        Links(List, null).ShouldBeEmpty();
        Links(List + "&before=", "").ShouldBeEmpty("an empty cursor is none");
    }

    [Fact]
    public void Turning_to_the_end_and_back_passes_the_same_pages_and_keeps_the_filters()
    {
        var second = Links(List, "a&1")["next"];
        second.ShouldBe(List + "&before=a%261");
        var third = Links(second, "b")["next"];
        var last = Links(third, "c")["next"];

        Links(last, null).Keys.ShouldBe(["prev"]);
        Links(last, null)["prev"].ShouldBe(third);
        Links(third, "c")["prev"].ShouldBe(second);
        Links(second, "b")["prev"].ShouldBe(List);
    }

    [Fact]
    public void The_address_does_not_grow_for_ever()
    {
        var page = List;
        for (var turned = 0; turned < 100; turned++)
        {
            page = Links(page, $"cursor{turned}")["next"];
        }

        page.Split("passed=").Length.ShouldBe(21);
        for (var turned = 0; turned < 21; turned++)
        {
            page = Links(page, null)["prev"];
        }

        page.ShouldBe(List);
    }

    /// <summary>Address by relation.</summary>
    private static Dictionary<string, string> Links(string address, string? next)
    {
        var parts = address.Split('?');
        var http = new DefaultHttpContext { Request = { Path = parts[0], QueryString = new QueryString("?" + parts[1]) } };
        var output = new TagHelperOutput("pager", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        new PagerTagHelper { By = "before", Next = next, View = new ViewContext { HttpContext = http } }.Process(new TagHelperContext([], new Dictionary<object, object>(), "id"), output);
        using var writer = new StringWriter();
        output.WriteTo(writer, System.Text.Encodings.Web.HtmlEncoder.Default);
        return new HtmlParser().ParseDocument(writer.ToString()).QuerySelectorAll("a").ToDictionary(link => link.GetAttribute("rel")!, link => link.GetAttribute("href")!);
    }
}
