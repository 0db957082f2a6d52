using Microsoft.AspNetCore.Mvc;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Frontend.Pages;

namespace ShopHosting.Frontend.Components;

/// <summary>The fields that describe a shop: the same for the first one and for one more.</summary>
public sealed class ShopFieldsViewComponent : ViewComponent
{
    public IViewComponentResult Invoke(ShopInput input, CatalogueView catalogue) => View(new ShopFieldsView(input, catalogue));
}

public sealed record ShopFieldsView(ShopInput Input, CatalogueView Catalogue);
