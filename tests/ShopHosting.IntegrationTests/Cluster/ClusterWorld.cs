using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ShopHosting.Contracts.Stores;
using ShopHosting.Grains.Stores;
using ShopHosting.IntegrationTests.Grains;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Silo;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>An installation in memory as a cluster: several control silos on one database, and the worker's silo. An address leads to the same engine.</summary>
internal sealed class ClusterWorld : IAsyncDisposable
{
    public const int ImagePort = 11112;

    private readonly int controls;
    private readonly List<GrainCluster> clusters = [];

    private ClusterWorld(int controls) => this.controls = controls;

    public StoreWorld World { get; } = StoreWorld.Prepare();

    public GrainCluster Silos => clusters[^1];

    /// <summary>The number of the worker's silo.</summary>
    public int WorkersSilo => controls;

    /// <summary>A cluster whose worker has joined.</summary>
    public static async Task<ClusterWorld> StartAsync(int controls)
    {
        var cluster = new ClusterWorld(controls);
        await cluster.StartSilosAsync();
        (await cluster.World.Worker.JoinAsync(new("silo")).SoonAsync()).Error.ShouldBeNull();
        await cluster.World.RestAsync();
        return cluster;
    }

    /// <summary>Silos on the database and the engine that are there; earlier ones that live on know nothing of them.</summary>
    public Task StartSilosAsync() => World.StartHostAsync(async configure =>
    {
        clusters.Add(await GrainCluster.StartAsync((short)(controls + 1), (number, silo) =>
        {
            silo.AddRoles(number < controls ? Role.Control : Role.Worker, number < controls ? "" : Some.Worker.Value, ImagePort);
            silo.AddOutgoingGrainCallFilter<AskAgain>();
            if (number < controls)
            {
                configure(silo.Services);
                silo.Services.Replace(ServiceDescriptor.Singleton<IWorkerEngines>(
                    provider => ActivatorUtilities.CreateInstance<ClusterWorkerEngines>(provider, new CrashingEngines(World))));
            }
            else
            {
                silo.Services.AddSingleton<IWorkerEngines>(new CrashingEngines(World));
            }
        }, World.Clock, typeof(StoreGrain).Assembly, typeof(WorkerEngineGrain).Assembly));
        return Silos;
    });

    /// <summary>The number of the silo on which the store's grain lives.</summary>
    public async Task<int> SiloOfStoreAsync()
    {
        var address = await Client.GetGrain<IManagementGrain>(0).GetActivationAddress((GrainReference)Client.GetGrain<IStoreGrain>(StoreWorld.KeyOf()));
        return Enumerable.Range(0, controls).Single(number => Silos.Service<ILocalSiloDetails>(number).SiloAddress.Equals(address));
    }

    /// <summary>As a control silo asks, with one more asking after a lost silo.</summary>
    public IGrainFactory Client => Silos.Service<IGrainFactory>();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
