using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ShopHosting.Frontend.TagHelpers;

/// <summary>The error of a group of cards, where a field helper has no place.</summary>
[HtmlTargetElement("field-error", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldErrorTagHelper : TagHelper
{
    public required ModelExpression For { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(FormField.Of(ViewContext, For).ErrorElement());
    }
}
