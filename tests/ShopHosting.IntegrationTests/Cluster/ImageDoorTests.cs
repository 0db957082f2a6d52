using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.IntegrationTests.Engine;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;
using ShopHosting.Testing.Machines;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>Control nodes bring images to a worker with a silo, and get nothing else through its door; nobody else gets in.</summary>
[Trait("needs", "docker")]
public sealed class ImageDoorTests : IDisposable
{
    private static readonly WorkerId s_here = WorkerId.Parse("w1");
    private static readonly WorkerId s_there = WorkerId.Parse("w2");

    private static readonly ImageSpec s_edge = new ImageCatalogue(Options.Create(new InstallationOptions { Images = Repository.Images })).Find("edge") is { } image
        ? new(image.Reference!, image.Content)
        : throw new InvalidOperationException("There is no image of the edge.");

    private readonly CertificateFolder certificates = new();

    public void Dispose() => certificates.Dispose();

    [Theory]
    [InlineData("GET", "/_ping", true)]
    [InlineData("GET", "/v1.41/images/shophosting%2Fedge%3A1/json", true)]
    [InlineData("GET", "/v1.41/images/registry.example%3A5000%2Fedge/get", false)]
    [InlineData("GET", "/v1.41/images/shophosting%2Fedge/get", true)]
    [InlineData("POST", "/v1.41/images/load?quiet=1", true)]
    [InlineData("DELETE", "/v1.41/images/shophosting%2Fedge%3A1", false)]
    [InlineData("POST", "/v1.41/images/create?fromSrc=-", false)]
    [InlineData("GET", "/v1.41/images/..%2Fcontainers/json", false)]
    [InlineData("GET", "/v1.41/images/%2E%2E/json", false)]
    [InlineData("GET", "/v1.41/images/a%2F..%2F..%2Fcontainers/json", false)]
    [InlineData("GET", "/v1.41/containers/json", false)]
    [InlineData("POST", "/v1.41/containers/create", false)]
    [InlineData("GET", "http://elsewhere/v1.41/images/edge/json", false)]
    [InlineData("GET", "/v1.41/images/edge/json\n", false)]
    public void Only_what_carries_images_passes(string method, string target, bool passes) => ImageDoor.Passes(method, target).ShouldBe(passes ? target : null);

    [Fact]
    public async Task An_image_is_brought_to_an_engine_behind_a_door()
    {
        await using var second = await SecondWorker.StartAsync();
        await using var door = await OpenAsync(second.Endpoint);
        using var engines = EnginesBehind(door);
        var carrier = new DockerImageCarrier(engines, engines, NullLogger<DockerImageCarrier>.Instance);
        (await engines.For(s_there).EnsureImageAsync(s_edge, default)).Error.ShouldNotBeNull().Code.ShouldBe("engine.image-missing");

        var arrived = await carrier.BringAsync(s_there, s_edge, [s_here], default);
        while (arrived is { Ok: true, Value.IsThere: false })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            arrived = await carrier.BringAsync(s_there, s_edge, [s_here], default);
        }

        arrived.Error.ShouldBeNull();
        (await second.DockerAsync("image", "ls", "--quiet", s_edge.Reference)).Trim().ShouldNotBeEmpty();
        (await engines.For(s_there).StopContainerAsync("anything", default)).Error.ShouldNotBeNull();
        (await carrier.BringAsync(s_here, s_edge, [s_there], default)).Value.ShouldNotBeNull().IsThere.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ClusterTls.Worker)]
    [InlineData(ClusterTls.Web)]
    [InlineData("nobody")]
    [InlineData("stranger")]
    public async Task Who_is_not_a_control_node_is_not_let_in(string certificate)
    {
        await using var door = await OpenAsync(new DockerEndpointOptions());
        using var control = EnginesBehind(door);
        using var other = EnginesBehind(door, certificate);

        (await control.For(s_there).EnsureImageAsync(s_edge, default)).Error.ShouldBeNull();
        (await other.For(s_there).EnsureImageAsync(s_edge, default)).Error.ShouldNotBeNull().Code.ShouldBe("engine.unreachable");
    }

    private async Task<Door> OpenAsync(DockerEndpointOptions engine)
    {
        var options = certificates.Options(ClusterTls.Worker);
        (options.Role, options.Worker, options.ImagePort) = (ClusterTls.Worker, s_there.Value, FreePort());
        var engines = NewEngines(new() { Workers = { [s_there.Value] = engine } }, null);
        var door = new ImageDoor(engines, Options.Create(options));
        await door.StartAsync(default);
        return new(door, engines, options.ImagePort);
    }

    /// <summary>As a control node has them: this machine's by its socket, the other one only by the door.</summary>
    private DockerWorkerEngines EnginesBehind(Door door, string certificate = ClusterTls.Control)
    {
        var options = certificates.Options(certificate);
        return NewEngines(new() { Workers = { [s_here.Value] = new() } }, new DoorAlone(EngineAddress.Of(new()
        {
            Address = $"tcp://127.0.0.1:{door.Port}",
            AuthorityFile = options.AuthorityFile,
            CertificateFile = options.CertificateFile,
            KeyFile = options.KeyFile,
        })));
    }

    private static DockerWorkerEngines NewEngines(DockerOptions options, IEngineAddresses? addresses) => new(
        InstallationId.Parse("imagedoor"), Options.Create(options), new HttpProbeClient(TimeProvider.System), TimeProvider.System, DockerStage.NewInstruments(), NullLoggerFactory.Instance, addresses);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class DoorAlone(EngineAddress door) : IEngineAddresses
    {
        public Task<EngineAddress?> FindAsync(WorkerId worker, CancellationToken cancellationToken) => Task.FromResult<EngineAddress?>(door);
    }

    private sealed record Door(ImageDoor Server, DockerWorkerEngines Engines, int Port) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Server.StopAsync(default);
            await Server.DisposeAsync();
            Engines.Dispose();
        }
    }
}
