using System.Collections.Immutable;
using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Cli.Panel;

/// <summary>A store as the live part of its page tells it, read from data attributes and never from words.</summary>
internal sealed record LiveStore(StoreStatus Status, string Address, string AdminAddress, string AdminUser, string? Problem, ImmutableArray<LiveStep> Steps)
{
    /// <summary>The live part in a page or in an event.</summary>
    /// <exception cref="PanelException">There is none.</exception>
    public static LiveStore Read(string html)
    {
        var part = new HtmlParser().ParseDocument(html).GetElementById("live-part") ?? throw new PanelException("The shop's page has no live part; this shopctl and the panel are of different versions.");
        var problem = part.GetAttribute("data-problem");
        return new LiveStore(
            Named<StoreStatus>(part, "data-status"),
            Attribute(part, "data-address"),
            Attribute(part, "data-admin-address"),
            Attribute(part, "data-admin-user"),
            string.IsNullOrEmpty(problem) ? null : problem,
            [.. part.QuerySelectorAll("[data-step]").Select(ReadStep)]);
    }

    private static LiveStep ReadStep(IElement item)
    {
        var milliseconds = item.GetAttribute("data-milliseconds");
        return new LiveStep(
            Attribute(item, "data-step"),
            item.QuerySelector(".step-title")?.TextContent.Trim() ?? Attribute(item, "data-step"),
            Named<StepStatus>(item, "data-status"),
            string.IsNullOrEmpty(milliseconds) ? null : TimeSpan.FromMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture)),
            item.QuerySelector(".step-detail.is-wrong")?.TextContent.Trim());
    }

    private static T Named<T>(IElement element, string name)
        where T : struct, Enum
        => Enum.TryParse<T>(Attribute(element, name), out var value) ? value : throw new PanelException($"The panel says {name} '{Attribute(element, name)}', which this shopctl does not know.");

    private static string Attribute(IElement element, string name)
        => element.GetAttribute(name) ?? throw new PanelException($"The shop's page has no {name}; this shopctl and the panel are of different versions.");
}

/// <param name="Took">Null while it is not finished.</param>
/// <param name="Error">What went wrong, in the panel's words.</param>
internal sealed record LiveStep(string Name, string Title, StepStatus Status, TimeSpan? Took, string? Error)
{
    public static LiveStep Of(StepProgress step)
        => new(step.Name, step.Title, step.Status, step is { StartedAt: { } started, FinishedAt: { } finished } ? finished - started : null, step.Error?.Message);
}
