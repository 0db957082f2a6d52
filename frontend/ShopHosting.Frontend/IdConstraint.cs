using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend;

/// <summary><c>{id:store}</c>, <c>{account:account}</c>: an address with anything but such an id leads nowhere.</summary>
internal sealed class IdConstraint<TId> : IRouteConstraint where TId : struct, IId<TId>
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
        => TId.TryParse(values[routeKey]?.ToString(), null, out _);
}
