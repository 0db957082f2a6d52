using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ShopHosting.Frontend.Components;

/// <summary>Where there is nothing yet: <c>&lt;empty-state title="No shop yet"&gt;sentence and next step&lt;/empty-state&gt;</c>.</summary>
[HtmlTargetElement("empty-state", Attributes = "title")]
public sealed class EmptyStateTagHelper : TagHelper
{
    public required string Title { get; set; }

    public string Picture { get; set; } = "empty";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "section";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "card empty");
        var title = new TagBuilder("h2");
        title.InnerHtml.Append(Title);
        var content = await output.GetChildContentAsync();
        output.Content.AppendHtml(Assets.PictureOf(Picture)).AppendHtml(title).AppendHtml(content);
    }
}
