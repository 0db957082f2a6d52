using Microsoft.Extensions.DependencyInjection;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Actors;

/// <summary>What the tests of the grain model share: grains of this assembly, a clock, and a stage to meet them on.</summary>
public abstract class GrainTests : IAsyncLifetime
{
    private GrainCluster? _cluster;

    protected Stage Stage { get; } = new();

    protected ManualTimeProvider Clock { get; } = new();

    protected GrainCluster Cluster => _cluster!;

    public async Task InitializeAsync() => _cluster = await StartAnotherAsync();

    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();

    /// <summary>A key no other test uses is not needed: each test has its own cluster.</summary>
    protected TGrain Get<TGrain>(string key = "a")
        where TGrain : IGrainWithStringKey
        => Cluster.Client.GetGrain<TGrain>(key);

    /// <summary>A second cluster beside the first, with the same services.</summary>
    protected Task<GrainCluster> StartAnotherAsync()
        => GrainCluster.StartAsync(services => services.AddSingleton(Stage), Clock, typeof(GrainTests).Assembly);
}
