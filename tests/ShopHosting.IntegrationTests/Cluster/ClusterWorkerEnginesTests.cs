using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;
using ShopHosting.Domain.Workers;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;
using ClusterOptions = ShopHosting.Silo.Cluster.ClusterOptions;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>How control silos find a worker's engine: as its row says, whichever of them wrote that.</summary>
public sealed class ClusterWorkerEnginesTests
{
    [Fact]
    public async Task A_worker_that_is_joined_by_its_engines_address_is_reached_there_by_every_control_silo()
    {
        await using var cluster = await ClusterWorld.StartAsync(controls: 2);
        IWorkerEngine[] asked = [.. Enumerable.Range(0, 2).Select(number => cluster.Silos.Service<IWorkerEngines>(number).For(Some.Worker))];
        await cluster.Silos.KillAsync(cluster.WorkersSilo);
        foreach (var engine in asked)
        {
            (await engine.DescribeAsync(default)).Error.ShouldNotBeNull().Code.ShouldBe("engine.unreachable");
        }

        (await cluster.World.Worker.JoinAsync(new("tcp://10.0.0.21:2376"))).Error.ShouldBeNull();

        foreach (var engine in asked)
        {
            (await engine.DescribeAsync(default)).Error.ShouldBeNull();
        }

        await cluster.World.RestAsync();
        await cluster.World.LiveStoreAsync();
    }

    [Fact]
    public async Task Images_go_through_the_door_of_a_workers_silo_while_that_is_there()
    {
        await using var cluster = await ClusterWorld.StartAsync(controls: 1);
        using var certificates = new CertificateFolder();
        var doors = new SiloDoors(
            new RowAddresses(cluster.World.Database.Store<WorkerState>(), new PlainSecretBox()), cluster.Silos.Service<ISiloStatusOracle>(0), cluster.Silos.Service<ISiloMetadataCache>(0),
            Options.Create(certificates.Options()));
        var silo = cluster.Silos.Service<ILocalSiloDetails>(cluster.WorkersSilo).SiloAddress.Endpoint.Address;

        var door = (await doors.FindAsync(Some.Worker, default)).ShouldNotBeNull();

        new Uri(door.Address).ShouldBe(new Uri($"tcp://{silo}:{ClusterWorld.ImagePort}"));
        door.Tls.ShouldNotBeNull().Invoke().CertificatePem.ShouldBe(await File.ReadAllTextAsync(certificates.File("control.pem")));
        (await cluster.World.Worker.JoinAsync(new("unix:///run/docker.sock"))).Error.ShouldBeNull();
        (await doors.FindAsync(Some.Worker, default)).ShouldNotBeNull().Address.ShouldBe("unix:///run/docker.sock");
    }

    [Theory]
    [InlineData("10.0.0.21", "10.0.0.21")]
    [InlineData("127.0.0.1", null)]
    public void The_address_of_a_workers_silo_is_the_one_for_other_workers_unless_it_is_on_loopback(string address, string? told)
        => WorkerJoins.PrivateAddress(new ClusterOptions { Address = address }).ShouldBe(told);
}
