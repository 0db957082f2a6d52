using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace ShopHosting.Cli.Panel;

/// <summary>A form of a page as a browser would send it: all that is filled in or hidden, to be changed by name.</summary>
internal sealed class Form
{
    private readonly IHtmlFormElement element;
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private Form(IHtmlFormElement element)
    {
        this.element = element;
        foreach (var control in element.QuerySelectorAll("input[name], select[name], textarea[name]"))
        {
            if (ValueOf(control) is { } value)
            {
                values.TryAdd(control.GetAttribute("name")!, value);
            }
        }
    }

    public IEnumerable<KeyValuePair<string, string>> Values => values;

    /// <summary>What the page says is wrong with what was sent.</summary>
    public IReadOnlyList<string> Errors => [.. element.QuerySelectorAll("#error-summary li").Select(item => item.TextContent.Trim())];

    /// <summary>The form that is sent to this address; null when the page has none.</summary>
    public static Form? Find(string html, string action)
    {
        var form = new HtmlParser().ParseDocument(html).QuerySelectorAll("form").OfType<IHtmlFormElement>().FirstOrDefault(form => form.GetAttribute("action") == action);
        return form is null ? null : new Form(form);
    }

    public string? this[string name] => values.GetValueOrDefault(name);

    /// <exception cref="PanelException">The form has no such field: the panel is of another version.</exception>
    public Form Fill(string name, string value)
    {
        if (element.QuerySelector($"[name='{name}']") is null)
        {
            throw new PanelException($"The panel's form has no field {name}; this shopctl and the panel are of different versions.");
        }

        values[name] = value;
        return this;
    }

    /// <summary>The choices of a field that can be made; those that are switched off are left out.</summary>
    public IReadOnlyList<string> Choices(string name)
        => [.. element.QuerySelectorAll($"input[type=radio][name='{name}']:not([disabled])").Select(choice => choice.GetAttribute("value") ?? "")];

    /// <summary>Why a choice is switched off, as the page says it; null when it is not there or not off.</summary>
    public string? WhyOff(string name, string value)
        => element.QuerySelector($"input[type=radio][name='{name}'][value='{value}'][disabled]")?.Closest("label")?.QuerySelector(".is-missing")?.TextContent.Trim();

    private static string? ValueOf(IElement control) => control switch
    {
        _ when control.HasAttribute("disabled") => null,
        IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } => null,
        IHtmlInputElement input => input.Value,
        IHtmlSelectElement list => list.Value,
        IHtmlTextAreaElement text => text.Value,
        _ => null,
    };
}
