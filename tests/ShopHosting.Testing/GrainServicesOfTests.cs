using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace ShopHosting.Testing;

/// <summary>Settings of the grains' host that differ between the editions.</summary>
public static class GrainServicesOfTests
{
    /// <summary>How arguments and results are written on their way.</summary>
    public static IServiceCollection TravelAs(this IServiceCollection services, JsonSerializerOptions json)
    {
#if CLUSTER
        return services;
#else
        return services.Configure<GrainHostOptions>(options => options.Json = json);
#endif
    }
}
