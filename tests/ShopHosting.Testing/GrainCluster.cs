using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
#if !CLUSTER
using Microsoft.Extensions.Hosting;
#endif

namespace ShopHosting.Testing;

/// <summary>
/// Grains running for a test, on a clock of the test. The tests know nothing else of what the grains run in, so that one suite
/// serves both editions. Time-outs and ages are those of Orleans.
/// </summary>
public sealed class GrainCluster : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GrainCluster(ServiceProvider services) => _services = services;

    /// <summary>How far the clock must move for a call without an answer to be over.</summary>
    public static TimeSpan CallTimeout { get; } = TimeSpan.FromSeconds(31);

    /// <summary>How far it must move for an unused grain to go.</summary>
    public static TimeSpan CollectionAge { get; } = TimeSpan.FromMinutes(16);

    /// <summary>Where the test gets its grains.</summary>
    public IGrainFactory Client => _services.GetRequiredService<IGrainFactory>();

    /// <summary>What the grains' host has of this type.</summary>
    public T Service<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Starts the grains of these assemblies with these services.</summary>
    public static async Task<GrainCluster> StartAsync(Action<IServiceCollection> configure, TimeProvider clock, params Assembly[] grains)
    {
        var services = new ServiceCollection();
        services.AddSingleton(clock);
#if !CLUSTER
        services.AddGrainHost(grains);
#endif
        configure(services);
        var cluster = new GrainCluster(services.BuildServiceProvider());
        await cluster.StartAsync();
        return cluster;
    }

#if !CLUSTER
    /// <summary>Whose measurements are this cluster's.</summary>
    public object Metrics => _services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();

    /// <summary>Stops as on a shutdown: accepted calls are finished, every grain is deactivated.</summary>
    public Task StopAsync() => _services.GetRequiredService<GrainHost>().StopAsync(CancellationToken.None);

    /// <summary>Ends as on a crash: nothing is deactivated or waited for.</summary>
    public Task KillAsync() => _services.GetRequiredService<GrainHost>().KillAsync();

    private async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }
#endif

    /// <summary>Ends as on a crash, so that no test waits for what another left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _services.DisposeAsync();
    }
}
