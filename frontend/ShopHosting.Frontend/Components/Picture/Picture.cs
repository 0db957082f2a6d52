using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ShopHosting.Frontend.Components;

/// <summary>One of the drawings beside this file, put into the page so that it takes the colours of the theme: <c>&lt;picture-of name="empty" /&gt;</c>.</summary>
[HtmlTargetElement("picture-of", Attributes = "name", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PictureTagHelper : TagHelper
{
    public required string Name { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Assets.PictureOf(Name));
    }
}
