using Microsoft.AspNetCore.Mvc;
using ShopHosting.Contracts.Stores;

namespace ShopHosting.Frontend.Components;

/// <summary>Where a store is found: a link while visitors can be sent there, plain text otherwise.</summary>
public sealed class StoreAddressViewComponent : ViewComponent
{
    public IViewComponentResult Invoke(StoreView store) => View(store);
}
