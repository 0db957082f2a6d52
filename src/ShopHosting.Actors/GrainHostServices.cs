using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ShopHosting.Actors;

/// <summary>How the composition root adds the grain host.</summary>
public static class GrainHostServices
{
    /// <summary>Hosts the grains of these assemblies.</summary>
    public static IServiceCollection AddGrainHost(this IServiceCollection services, params Assembly[] assemblies)
        => services.AddGrainHost(options => Array.ForEach(assemblies, options.Assemblies.Add));

    /// <summary>
    /// Hosts the grains the options name, as <see cref="IGrainFactory"/>, <see cref="IClusterClient"/> and a hosted service.
    /// Uses the registered <see cref="TimeProvider"/>, the system's where there is none.
    /// </summary>
    public static IServiceCollection AddGrainHost(this IServiceCollection services, Action<GrainHostOptions> configure)
    {
        services.AddOptions<GrainHostOptions>().Configure(configure);
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GrainHostInstruments>();
        services.TryAddSingleton<GrainHost>();
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainHost>());
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainHost>());
        services.AddHostedService(provider => provider.GetRequiredService<GrainHost>());
        return services;
    }
}
