using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.TestingHost;
using ShopHosting.Contracts;

namespace ShopHosting.Testing;

/// <summary>
/// Grains running for a test, in Orleans silos of this process: the Cluster edition's half of the fixture. The test's clock is the grains' and their
/// timers'. Orleans measures call time-outs and idleness by the machine's clock whatever it is given; a test that moves its clock by hand would wait
/// for them in vain, so they are short for it, and it awaits what they lead to.
/// </summary>
public sealed class GrainCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly List<InProcessSiloHandle> _silos;

    private GrainCluster(InProcessTestCluster cluster) => (_cluster, _silos) = (cluster, [.. cluster.Silos]);

    /// <summary>What the log says of a tick that threw.</summary>
    public const string TickFailed = "ignored exception thrown from timer callback";

    /// <summary>As in the other edition; here it passes without the clock.</summary>
    public static TimeSpan CallTimeout { get; } = TimeSpan.FromSeconds(31);

    /// <summary>As in the other edition; here it passes without the clock.</summary>
    public static TimeSpan CollectionAge { get; } = TimeSpan.FromMinutes(16);

    /// <summary>Where the test gets its grains: in a client outside the silos, so that all that passes between them is really written and read.</summary>
    public IGrainFactory Client => _cluster.Client;

    /// <summary>What the first silo that is left has of this type; the last one when none is.</summary>
    public T Service<T>() where T : notnull => (_silos.Find(silo => silo.IsActive) ?? _silos[^1]).ServiceProvider.GetRequiredService<T>();

    /// <summary>What one silo has of this type.</summary>
    public T Service<T>(int silo) where T : notnull => _silos[silo].ServiceProvider.GetRequiredService<T>();

    /// <summary>Starts one silo with the grains of these assemblies and these services.</summary>
    public static Task<GrainCluster> StartAsync(Action<IServiceCollection> configure, TimeProvider clock, params Assembly[] grains)
        => StartAsync(1, (_, silo) => configure(silo.Services), clock, grains);

    /// <summary>Starts several silos, each configured by its number from 0.</summary>
    public static async Task<GrainCluster> StartAsync(short silos, Action<int, ISiloBuilder> configure, TimeProvider clock, params Assembly[] grains)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((which, silo) =>
        {
            silo.Services.AddSingleton(clock).UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(ContractJson.Carries, ContractJson.Options));
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("ShopHosting", LogLevel.Information));
            // Orleans takes the grains of every assembly it finds.
            silo.Configure<GrainTypeOptions>(options => options.Classes.RemoveWhere(type => ContractJson.Carries(type) && !grains.Contains(type.Assembly)));
            if (clock is ManualTimeProvider)
            {
                silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(3));
                silo.Services.PostConfigure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(3));
                silo.Configure<GrainCollectionOptions>(options => (options.CollectionQuantum, options.CollectionAge) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)));
            }

            configure(int.Parse(which.SiloName.Split('_')[^1], System.Globalization.CultureInfo.InvariantCulture), silo);
        });
        builder.ConfigureClient(client =>
        {
            client.Services.AddSerializer(serializer => serializer.AddJsonSerializer(ContractJson.Carries, ContractJson.Options));
            if (clock is ManualTimeProvider)
            {
                client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(3));
            }
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new GrainCluster(cluster);
    }

    /// <summary>Stops as on a shutdown: accepted calls are finished, every grain is deactivated.</summary>
    public Task StopAsync() => Task.WhenAll(_silos.Select(silo => silo.StopSiloAsync(stopGracefully: true)));

    /// <summary>Ends as on a crash: nothing is deactivated or waited for.</summary>
    public Task KillAsync() => Task.WhenAll(_silos.Select(silo => silo.StopSiloAsync(stopGracefully: false)));

    /// <summary>Ends one silo as on a crash.</summary>
    public Task KillAsync(int silo) => _silos[silo].StopSiloAsync(stopGracefully: false);

    /// <summary>Ends as on a crash, so that no test waits for what another left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _cluster.DisposeAsync();
    }
}
