using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.TagHelpers;

/// <summary>A point in time, relative and exact: <c>3 minutes ago (12 Nov 2025, 14:03:12 UTC)</c>. A script keeps the relative part true; where there is no room the exact one is its title.</summary>
[HtmlTargetElement("moment", Attributes = "at", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MomentTagHelper(TimeProvider clock) : TagHelper
{
    public required DateTimeOffset At { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("title", Numbers.Absolute(At));
        var relative = new TagBuilder("span") { Attributes = { ["data-ago"] = "" } };
        relative.InnerHtml.Append(Numbers.Relative(At, clock.GetUtcNow()));
        var exact = new TagBuilder("span") { Attributes = { ["class"] = "exact" } };
        exact.InnerHtml.Append($" ({Numbers.Absolute(At)})");
        output.Content.AppendHtml(relative).AppendHtml(exact);
    }
}
