using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ShopHosting.Frontend.Components;

/// <summary>A drawing of <c>icons.svg</c> beside words that say the same: <c>&lt;icon name="shop" /&gt;</c>. Screen readers pass over it.</summary>
[HtmlTargetElement("icon", Attributes = "name", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper(Assets assets) : TagHelper
{
    public required string Name { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var icon = Draw(assets, Name);
        output.TagName = null;
        output.Content.SetHtmlContent(icon);
    }

    internal static TagBuilder Draw(Assets assets, string name)
    {
        var icon = new TagBuilder("svg") { Attributes = { ["class"] = "icon", ["aria-hidden"] = "true" } };
        icon.InnerHtml.AppendHtml(new TagBuilder("use") { Attributes = { ["href"] = $"{assets["icons.svg"]}#{name}" } });
        return icon;
    }
}
