using Microsoft.Extensions.DependencyInjection;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain.Ids;
using ShopHosting.Grains.Stores;
using ShopHosting.IntegrationTests.Engine;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Silo;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>The engine of a worker's silo, asked from another silo, keeps all that engines promise.</summary>
public sealed class GrainWorkerEngineTests(GrainWorkerEngineTests.TwoSilos silos) : WorkerEngineContract(new SiloStage(silos)), IClassFixture<GrainWorkerEngineTests.TwoSilos>
{
    [Fact]
    public async Task A_worker_without_a_silo_is_one_that_does_not_answer()
    {
        var nobody = silos.EngineOf(WorkerId.Parse("nobody"));

        (await nobody.DescribeAsync(default)).Error.ShouldNotBeNull().Code.ShouldBe("engine.unreachable");
        (await nobody.StopContainerAsync("x", default)).Error.ShouldNotBeNull().Code.ShouldBe("engine.unreachable");
        (await Should.ThrowAsync<EngineStreamException>(async () => await nobody.LogsAsync("x", 0, 1, false, default).ToListAsync())).Error.Code.ShouldBe("engine.unreachable");
    }

    [Fact]
    public async Task A_stream_that_ends_as_it_should_not_says_why_on_the_other_side()
    {
        var engine = new FakeWorkerEngine(InstallationId.Parse("test"), TimeProvider.System);
        engine.Faults.IsUnreachable = true;
        silos.Served = engine;
        var here = await Should.ThrowAsync<EngineStreamException>(async () => await engine.LogsAsync("x", 0, 1, false, default).ToListAsync());

        var there = await Should.ThrowAsync<EngineStreamException>(async () => await silos.EngineOf(Some.Worker).LogsAsync("x", 0, 1, false, default).ToListAsync());

        there.Error.ShouldBe(here.Error);
    }

    [Fact]
    public async Task The_workers_silo_has_its_engine_and_no_other_grain()
    {
        await silos.EngineOf(Some.Worker).DescribeAsync(default);
        await silos.Client.GetGrain<IThrottleGrain>("x").ForgetAsync("x");
        var all = await silos.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var ours = all.Where(grain => grain.GrainType.StartsWith(nameof(ShopHosting), StringComparison.Ordinal)).ToList();

        ours.Count.ShouldBeGreaterThanOrEqualTo(2);
        ours.ShouldAllBe(grain => grain.SiloAddress.Equals(silos.Address(1)) == grain.GrainType.Contains(nameof(WorkerEngineGrain)));
    }

    /// <summary>A control silo that asks, and a worker's silo whose engine a test chooses.</summary>
    public sealed class TwoSilos : IAsyncLifetime
    {
        private GrainCluster? cluster;

        public IWorkerEngine Served { get; set; } = new FakeStage().Engine;

        internal IGrainFactory Client => cluster!.Service<IGrainFactory>(0);

        internal SiloAddress Address(int silo) => cluster!.Service<ILocalSiloDetails>(silo).SiloAddress;

        internal IWorkerEngine EngineOf(WorkerId worker) => new GrainWorkerEngine(worker, Client);

        public async Task InitializeAsync() => cluster = await GrainCluster.StartAsync(2, (number, silo) =>
        {
            silo.AddRoles(number == 0 ? Role.Control : Role.Worker, number == 0 ? "" : Some.Worker.Value);
            silo.Services.AddSingleton<IWorkerEngines>(new Chosen(this));
        }, TimeProvider.System, typeof(StoreGrain).Assembly, typeof(WorkerEngineGrain).Assembly);

        public async Task DisposeAsync() => await cluster!.DisposeAsync();

        private sealed class Chosen(TwoSilos silos) : IWorkerEngines
        {
            public IWorkerEngine For(WorkerId worker) => silos.Served;
        }
    }

    /// <summary>The fake engine behind the silos.</summary>
    private sealed class SiloStage : FakeStage
    {
        public SiloStage(TwoSilos silos)
        {
            silos.Served = base.Engine;
            Engine = silos.EngineOf(Some.Worker);
        }

        public override IWorkerEngine Engine { get; }
    }
}
