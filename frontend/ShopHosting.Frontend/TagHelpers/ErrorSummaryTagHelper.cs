using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ShopHosting.Frontend.TagHelpers;

/// <summary>All that is wrong with a form, at its top, each sentence a link to its field.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var errors = ViewContext.ViewData.ModelState.SelectMany(entry => entry.Value!.Errors.Select(error => (entry.Key, error.ErrorMessage)))
            .Where(error => error.ErrorMessage.Length > 0).Distinct().OrderBy(error => PlaceOf(error.Key)).ToList();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "error-summary");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("id", "error-summary");
        var title = new TagBuilder("h2");
        title.InnerHtml.Append(errors.Count == 1 ? "One thing needs your attention" : $"{errors.Count} things need your attention");
        var list = new TagBuilder("ul");
        foreach (var (key, message) in errors)
        {
            list.InnerHtml.AppendHtml(Item(key, message));
        }

        output.Content.AppendHtml(title).AppendHtml(list);
    }

    /// <summary>Browsers send fields in the order of the page; what was not sent (a choice that was not made) comes last.</summary>
    private int PlaceOf(string key)
    {
        var request = ViewContext.HttpContext.Request;
        var place = key.Length == 0 || !request.HasFormContentType ? 0 : request.Form.Keys.ToList().IndexOf(key);
        return place < 0 ? int.MaxValue : place;
    }

    private static TagBuilder Item(string key, string message)
    {
        var item = new TagBuilder("li");
        if (key.Length == 0)
        {
            item.InnerHtml.Append(message);
            return item;
        }

        var link = new TagBuilder("a") { Attributes = { ["href"] = $"#{FormField.IdOf(key)}" } };
        link.InnerHtml.Append(message);
        item.InnerHtml.AppendHtml(link);
        return item;
    }
}
