using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Components;

/// <summary>The pages of a store, side by side: <c>&lt;vc:store-tabs store="Model.View.Id" /&gt;</c>. A new page of a store is one line here.</summary>
public sealed class StoreTabsViewComponent : ViewComponent
{
    private static readonly ImmutableArray<StoreTab> Tabs =
    [
        new("", "Overview", "overview"),
        new("/activity", "Activity", "activity"),
        new("/logs", "Logs", "log"),
        new("/mails", "Mails", "mail", store => store.MailWay != StoreMailWay.None),
        new("/settings", "Settings", "settings"),
    ];

    public IViewComponentResult Invoke(StoreView store)
        => View(new StoreTabsView($"/stores/{store.Id}", [.. Tabs.Where(tab => tab.IsThere?.Invoke(store) ?? true)], HttpContext.Request.Path));
}

/// <param name="Path">After the store's own.</param>
/// <param name="IsThere">Whether this store has the page; null for every store.</param>
public sealed record StoreTab(string Path, string Word, string Icon, Func<StoreView, bool>? IsThere = null);

public sealed record StoreTabsView(string Store, ImmutableArray<StoreTab> Tabs, string Here);
