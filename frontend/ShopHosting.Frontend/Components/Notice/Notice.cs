using Microsoft.AspNetCore.Razor.TagHelpers;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Components;

/// <summary>Something to know before going on: <c>&lt;notice tone="Warning"&gt;…&lt;/notice&gt;</c>, with the icon of its kind.</summary>
[HtmlTargetElement("notice")]
public sealed class NoticeTagHelper(Assets assets) : TagHelper
{
    public Tone Tone { get; set; } = Tone.Quiet;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"notice is-{Tone.ToCss()}");
        var content = await output.GetChildContentAsync();
        output.Content.AppendHtml(IconTagHelper.Draw(assets, Tone == Tone.Quiet ? "info" : Tone.ToIcon())).AppendHtml("<div>").AppendHtml(content).AppendHtml("</div>");
    }
}
