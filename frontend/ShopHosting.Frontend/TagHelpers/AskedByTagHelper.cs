using Microsoft.AspNetCore.Razor.TagHelpers;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.TagHelpers;

/// <summary>Who asked for something, for administrators: a person's address, <c>the platform itself</c>, or what else stands in the journal.</summary>
[HtmlTargetElement("asked-by", Attributes = "who", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class AskedByTagHelper(CurrentAdministrator administrator) : TagHelper
{
    public required string Who { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("title", Who);
        output.Content.SetContent(await administrator.NameOfAsync(Who));
    }
}
