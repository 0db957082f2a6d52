using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.TagHelpers;

/// <summary>
/// A field of a form with all that belongs to it: label, hint, the input or list, and its error, tied together for screen readers. Attributes it does not know
/// go to the input. A password is never written back, nor is a text of several lines: it may hold a key.
/// </summary>
[HtmlTargetElement("field", Attributes = "for,label", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper : TagHelper
{
    public required ModelExpression For { get; set; }

    public required string Label { get; set; }

    public string? Hint { get; set; }

    public string Type { get; set; } = "text";

    /// <summary>Shown around the input, for example the rest of an address.</summary>
    public string? Prefix { get; set; }

    public string? Suffix { get; set; }

    /// <summary>Makes it a list.</summary>
    public IEnumerable<Choice>? Choices { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var field = FormField.Of(ViewContext, For);
        var control = Choices is not null ? List(field) : Type == "textarea" ? new TagBuilder("textarea") : Input(field);
        control.Attributes["id"] = field.Id;
        control.Attributes["name"] = field.Name;
        foreach (var attribute in output.Attributes)
        {
            control.Attributes[attribute.Name] = attribute.Value?.ToString() ?? "";
        }

        field.Describe(control, Hint is not null);
        output.Attributes.Clear();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", field.Error is null ? "field" : "field is-wrong");
        var label = new TagBuilder("label") { Attributes = { ["for"] = field.Id } };
        label.InnerHtml.Append(Label);
        if (Type == "checkbox")
        {
            output.Content.AppendHtml(Wrap("div", "check", control, label)).AppendHtml(field.HintElement(Hint));
        }
        else
        {
            output.Content.AppendHtml(label).AppendHtml(field.HintElement(Hint)).AppendHtml(Affixed(control));
        }

        output.Content.AppendHtml(field.ErrorElement());
    }

    private TagBuilder Input(FormField field)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing, Attributes = { ["type"] = Type } };
        switch (Type)
        {
            case "password" or "file":
                break;
            case "checkbox":
                input.Attributes["value"] = "true";
                if (field.Value?.StartsWith("true", StringComparison.OrdinalIgnoreCase) == true)
                {
                    input.Attributes["checked"] = "checked";
                }

                break;
            default:
                input.Attributes["value"] = field.Value;
                break;
        }

        return input;
    }

    private TagBuilder List(FormField field)
    {
        var list = new TagBuilder("select");
        foreach (var choice in Choices!)
        {
            var option = new TagBuilder("option") { Attributes = { ["value"] = choice.Value } };
            if (choice.Value == field.Value)
            {
                option.Attributes["selected"] = "selected";
            }

            option.InnerHtml.Append(choice.Text);
            list.InnerHtml.AppendHtml(option);
        }

        return list;
    }

    private TagBuilder Affixed(TagBuilder control)
    {
        if (Prefix is null && Suffix is null)
        {
            return control;
        }

        var affixed = Wrap("div", "affixed");
        AppendAffix(affixed, Prefix);
        affixed.InnerHtml.AppendHtml(control);
        AppendAffix(affixed, Suffix);
        return affixed;
    }

    private static void AppendAffix(TagBuilder affixed, string? text)
    {
        if (text is not null)
        {
            var affix = Wrap("span", "affix");
            affix.InnerHtml.Append(text);
            affixed.InnerHtml.AppendHtml(affix);
        }
    }

    private static TagBuilder Wrap(string tag, string cssClass, params TagBuilder[] content)
    {
        var element = new TagBuilder(tag) { Attributes = { ["class"] = cssClass } };
        foreach (var part in content)
        {
            element.InnerHtml.AppendHtml(part);
        }

        return element;
    }
}
