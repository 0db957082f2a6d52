using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ShopHosting.Frontend.Components;

/// <summary>
/// Turns the pages of a list that begins after a cursor: <c>&lt;pager by="before" next="…" /&gt;</c>. The address keeps what else it asks for, and the cursors of the
/// pages passed, because a cursor knows only what comes after it.
/// </summary>
[HtmlTargetElement("pager", Attributes = "by", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PagerTagHelper : TagHelper
{
    /// <summary>In which the cursors of the pages passed stand, the first page's left out: it has none.</summary>
    private const string Passed = "passed";

    /// <summary>Whoever has turned more pages comes back to the first from the oldest of these.</summary>
    private const int MostPassed = 20;

    /// <summary>The name of the cursor in the address.</summary>
    public required string By { get; set; }

    /// <summary>The cursor of the page after this one; null on the last.</summary>
    public string? Next { get; set; }

    public string Newer { get; set; } = "Newer";

    public string Older { get; set; } = "Older";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var request = View.HttpContext.Request;
        var here = request.Query[By].LastOrDefault(cursor => !string.IsNullOrEmpty(cursor));
        var passed = request.Query[Passed].OfType<string>().TakeLast(MostPassed).ToList();
        var next = string.IsNullOrEmpty(Next) ? null : Next;             // Razor hands on nothing as empty text
        if (here is null && next is null)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "actions");
        output.Attributes.SetAttribute("aria-label", "Pages");
        if (here is not null)
        {
            output.Content.AppendHtml(Link("prev", Newer, AddressOf(request, passed.LastOrDefault(), passed.SkipLast(1))));
        }

        if (next is not null)
        {
            output.Content.AppendHtml(Link("next", Older, AddressOf(request, next, here is null ? [] : [.. passed, here])));
        }
    }

    private string AddressOf(HttpRequest request, string? cursor, IEnumerable<string> passed)
    {
        var filters = request.Query.Where(pair => pair.Key != By && pair.Key != Passed).SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value));
        var place = cursor is null ? [] : passed.TakeLast(MostPassed).Select(page => KeyValuePair.Create<string, string?>(Passed, page)).Prepend(new(By, cursor));
        return request.Path + QueryString.Create(filters.Concat(place));
    }

    private static TagBuilder Link(string relation, string word, string href)
    {
        var link = new TagBuilder("a") { Attributes = { ["class"] = "button quiet", ["rel"] = relation, ["href"] = href } };
        link.InnerHtml.Append(word);
        return link;
    }
}
