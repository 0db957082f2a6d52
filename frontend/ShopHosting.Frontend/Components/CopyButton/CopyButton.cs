using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ShopHosting.Frontend.Components;

/// <summary>Copies the text of the element with an id: <c>&lt;copy of="address" what="the address" /&gt;</c>. Its answer is spoken, and shown on the button.</summary>
[HtmlTargetElement("copy", Attributes = "of,what", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CopyButtonTagHelper(Assets assets) : TagHelper
{
    public required string Of { get; set; }

    /// <summary>For those who don't see what stands beside the button.</summary>
    public required string What { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "button";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("type", "button");
        output.Attributes.SetAttribute("class", "button quiet copy");
        output.Attributes.SetAttribute("data-copy", Of);
        var word = new TagBuilder("span") { Attributes = { ["data-word"] = "", ["role"] = "status" } };
        word.InnerHtml.Append("Copy");
        var what = new TagBuilder("span") { Attributes = { ["class"] = "visually-hidden" } };
        what.InnerHtml.Append($" {What}");
        output.Content.AppendHtml(IconTagHelper.Draw(assets, "copy")).AppendHtml(word).AppendHtml(what);
    }
}
