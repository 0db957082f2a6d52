using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ShopHosting.Frontend.Components;

/// <summary>Where a page lies: <c>&lt;crumbs to="/stores" word="Your shops" then="/stores/…" then-word="The Tea Shop" here="Delete" /&gt;</c>; what is null is left out.</summary>
[HtmlTargetElement("crumbs", Attributes = "to,word,here", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CrumbsTagHelper : TagHelper
{
    public required string To { get; set; }

    public required string Word { get; set; }

    public string? Then { get; set; }

    public string? ThenWord { get; set; }

    public required string Here { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "crumbs");
        output.Attributes.SetAttribute("aria-label", "Breadcrumbs");
        var list = new TagBuilder("ol");
        list.InnerHtml.AppendHtml(Link(To, Word));
        if (Then is not null)
        {
            list.InnerHtml.AppendHtml(Link(Then, ThenWord ?? Then));
        }

        var here = new TagBuilder("span") { Attributes = { ["aria-current"] = "page" } };
        here.InnerHtml.Append(Here);
        list.InnerHtml.AppendHtml(Item(here));
        output.Content.SetHtmlContent(list);
    }

    private static TagBuilder Link(string href, string word)
    {
        var link = new TagBuilder("a") { Attributes = { ["href"] = href } };
        link.InnerHtml.Append(word);
        return Item(link);
    }

    private static TagBuilder Item(IHtmlContent content)
    {
        var item = new TagBuilder("li");
        item.InnerHtml.AppendHtml(content);
        return item;
    }
}
