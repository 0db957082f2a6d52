using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ShopHosting.Contracts;

namespace ShopHosting.Testing;

/// <summary>
/// Grains running for a test, on a clock of the test. The tests know nothing else of what the grains run in, so that one suite
/// serves both editions: this is the Single edition's half, <c>GrainCluster.Orleans.cs</c> the other. Time-outs and ages are those of Orleans.
/// </summary>
public sealed class GrainCluster : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GrainCluster(ServiceProvider services) => _services = services;

    /// <summary>How far the clock must move for a call without an answer to be over.</summary>
    public static TimeSpan CallTimeout { get; } = TimeSpan.FromSeconds(31);

    /// <summary>What the log says of a tick that threw.</summary>
    public const string TickFailed = "threw; it goes on";

    /// <summary>How far it must move for an unused grain to go.</summary>
    public static TimeSpan CollectionAge { get; } = TimeSpan.FromMinutes(16);

    /// <summary>Where the test gets its grains.</summary>
    public IGrainFactory Client => Service<IGrainFactory>();

    /// <summary>Whose measurements are this cluster's.</summary>
    public object Metrics => Service<System.Diagnostics.Metrics.IMeterFactory>();

    /// <summary>What the grains' host has of this type.</summary>
    public T Service<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Starts the grains of these assemblies with these services.</summary>
    public static async Task<GrainCluster> StartAsync(Action<IServiceCollection> configure, TimeProvider clock, params Assembly[] grains)
    {
        var services = new ServiceCollection();
        services.AddSingleton(clock);
        services.AddGrainHost(options =>
        {
            Array.ForEach(grains, options.Assemblies.Add);
            options.Json = ContractJson.Options;
        });
        configure(services);
        var cluster = new GrainCluster(services.BuildServiceProvider());
        foreach (var service in cluster._services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return cluster;
    }

    /// <summary>Stops as on a shutdown: accepted calls are finished, every grain is deactivated.</summary>
    public Task StopAsync() => Service<GrainHost>().StopAsync(CancellationToken.None);

    /// <summary>Ends as on a crash: nothing is deactivated or waited for.</summary>
    public Task KillAsync() => Service<GrainHost>().KillAsync();

    /// <summary>Ends as on a crash, so that no test waits for what another left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _services.DisposeAsync();
    }
}
