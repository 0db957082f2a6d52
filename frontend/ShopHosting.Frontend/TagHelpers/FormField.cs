using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace ShopHosting.Frontend.TagHelpers;

/// <summary>What a field of a form is called, holds and is told: the same for inputs, lists and cards.</summary>
internal sealed record FormField(string Name, string Id, string? Value, string? Error)
{
    public static FormField Of(ViewContext view, ModelExpression expression)
    {
        var name = view.ViewData.TemplateInfo.GetFullHtmlFieldName(expression.Name);
        var entry = view.ViewData.ModelState.GetValueOrDefault(name);
        return new FormField(name, IdOf(name), entry?.AttemptedValue ?? expression.Model?.ToString(), FirstError(entry));
    }

    public static string IdOf(string name) => TagBuilder.CreateSanitizedId(name, "-");

    /// <summary>Ties a control to its hint and its error.</summary>
    public void Describe(TagBuilder control, bool hasHint)
    {
        var describedBy = string.Join(' ', new[] { hasHint ? $"{Id}-hint" : null, Error is null ? null : $"{Id}-error" }.OfType<string>());
        if (describedBy.Length > 0)
        {
            control.Attributes["aria-describedby"] = describedBy;
        }

        if (Error is not null)
        {
            control.Attributes["aria-invalid"] = "true";
        }
    }

    public IHtmlContent HintElement(string? hint) => Paragraph("hint", hint);

    public IHtmlContent ErrorElement() => Paragraph("error", Error);

    private IHtmlContent Paragraph(string kind, string? text)
    {
        if (text is null)
        {
            return HtmlString.Empty;
        }

        var paragraph = new TagBuilder("p") { Attributes = { ["class"] = kind, ["id"] = $"{Id}-{kind}" } };
        paragraph.InnerHtml.Append(text);
        return paragraph;
    }

    private static string? FirstError(ModelStateEntry? entry) => entry?.Errors.Select(error => error.ErrorMessage).FirstOrDefault(message => message.Length > 0);
}
