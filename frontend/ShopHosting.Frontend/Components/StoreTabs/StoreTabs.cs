using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend.Components;

/// <summary>The pages of a store, side by side: <c>&lt;vc:store-tabs store="Model.View.Id" /&gt;</c>. A new page of a store is one line here.</summary>
public sealed class StoreTabsViewComponent : ViewComponent
{
    private static readonly ImmutableArray<StoreTab> Tabs =
    [
        new("", "Overview", "overview"),
        new("/settings", "Settings", "settings"),
    ];

    public IViewComponentResult Invoke(StoreId store) => View(new StoreTabsView($"/stores/{store}", Tabs, HttpContext.Request.Path));
}

/// <param name="Path">After the store's own.</param>
public sealed record StoreTab(string Path, string Word, string Icon);

public sealed record StoreTabsView(string Store, ImmutableArray<StoreTab> Tabs, string Here);
