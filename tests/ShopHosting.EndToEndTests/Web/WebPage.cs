using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace ShopHosting.EndToEndTests.Web;

/// <summary>An answer as a browser has it: where it ended up after redirections, the status, the headers, the text.</summary>
internal sealed record WebPage(Uri Address, int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    private readonly Lazy<IHtmlDocument> document = new(() => new HtmlParser().ParseDocument(Text));

    public IHtmlDocument Document => document.Value;

    /// <summary>The text of the one element that the selector means.</summary>
    public string TextOf(string selector) => Element(selector).TextContent.Trim();

    public IElement Element(string selector) => Document.QuerySelector(selector) ?? throw new InvalidOperationException($"{this} has no {selector}:\n{Text}");

    public bool Has(string selector) => Document.QuerySelector(selector) is not null;

    /// <summary>The form that a page of the panel is about; those that sign out, try again or open the admin stand on every page.</summary>
    public const string MainForm = "main form[method=post]:not(#retry-form, #sign-in-form)";

    /// <summary>What the form would send if nobody touched it, and where.</summary>
    public (Uri Action, Dictionary<string, string> Fields) Form(string selector = MainForm)
    {
        var form = (IHtmlFormElement)Element(selector);
        var fields = new Dictionary<string, string>();
        foreach (var field in form.Elements)
        {
            switch (field)
            {
                case IHtmlInputElement { Name.Length: > 0, IsDisabled: false, Type: "radio" or "checkbox", IsChecked: true } chosen:
                    fields[chosen.Name!] = chosen.Value.Length > 0 ? chosen.Value : "on";
                    break;
                case IHtmlInputElement { Name.Length: > 0, IsDisabled: false, Type: not ("radio" or "checkbox" or "submit" or "button") } input:
                    fields.TryAdd(input.Name!, input.Value);
                    break;
                case IHtmlSelectElement { Name.Length: > 0 } select:
                    fields[select.Name!] = select.Value ?? "";
                    break;
                case IHtmlTextAreaElement { Name.Length: > 0 } area:
                    fields[area.Name!] = area.Value;
                    break;
            }
        }

        var action = form.GetAttribute("action");
        return (string.IsNullOrEmpty(action) ? Address : new Uri(Address, action), fields);
    }

    public override string ToString() => $"{Status} {Address}";
}
