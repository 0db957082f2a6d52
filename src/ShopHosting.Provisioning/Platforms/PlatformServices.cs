using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>Finds the platforms' classes, so that none is named anywhere but in its own file and its template.</summary>
public static class PlatformServices
{
    public static IServiceCollection AddPlatforms(this IServiceCollection services, Assembly assembly)
    {
        foreach (var platform in assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPlatform))))
        {
            services.AddSingleton(typeof(IPlatform), platform);
        }

        return services;
    }
}
