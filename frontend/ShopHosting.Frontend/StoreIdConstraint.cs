using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend;

/// <summary><c>{id:store}</c>: an address with anything but a store's id leads nowhere.</summary>
internal sealed class StoreIdConstraint : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
        => StoreId.TryParse(values[routeKey]?.ToString(), null, out _);
}
