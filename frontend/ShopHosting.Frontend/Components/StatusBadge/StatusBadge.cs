using Microsoft.AspNetCore.Mvc;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Components;

/// <summary>A state in one or two words, in the colour of its kind.</summary>
public sealed class StatusBadgeViewComponent : ViewComponent
{
    public IViewComponentResult Invoke(string text, Tone tone) => View(new StatusBadgeView(text, tone));
}

public sealed record StatusBadgeView(string Text, Tone Tone);
