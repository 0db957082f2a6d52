using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.IntegrationTests.Engine;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Workers;
using ShopHosting.Testing;
using ShopHosting.Testing.Machines;

namespace ShopHosting.IntegrationTests.Edges;

/// <summary>Real edges on two workers, this machine the ingress, and a shop that is only a small program on either worker's loopback.</summary>
public sealed class TwoEdges : IAsyncLifetime, IDisposable
{
    public const string FarHost = "far.shops.localhost", NearHost = "near.shops.localhost";
    private static readonly WorkerId s_near = WorkerId.Parse("w1"), s_far = WorkerId.Parse("w2");

    private readonly DockerStage stage = new();
    private readonly PlainSecretBox box = new();
    private readonly ForwardIssuer issuer;
    private InstallationOptions installation = null!;
    private EdgeConfiguration configuration = null!;
    private DockerWorkerEngine far = null!;
    private ServerProcess[] shops = [];
    private long generation;

    public TwoEdges() => issuer = new(box);

    public SecondWorker Second { get; private set; } = null!;

    public int Port => installation.EdgePort;

    public int ForwardPort => installation.ForwardPort;

    public ImmutableArray<SigningCertificate> Authorities { get; private set; } = [];

    public EdgeCertificate FarCertificate { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Second = await SecondWorker.StartAsync();
        far = stage.NewEngine(DockerStage.NewClient(Second.Endpoint));
        installation = new() { Id = stage.Installation.Value, Templates = Repository.Path("templates"), Images = Repository.Images, EdgePort = stage.FreePort(), ForwardPort = stage.FreePort() };
        configuration = new(Options.Create(installation), SomePlatforms.Of(installation), box);
        var image = new ImageCatalogue(Options.Create(installation)).Find("edge")!.Reference!;
        await Second.LoadAsync(image);
        await ServerProcess.RunAsync("docker", Edge(image));
        await Second.DockerAsync(Edge(image));
        var (program, port) = (Repository.Path("tests", "ShopHosting.IntegrationTests", "Edges", "shop.py"), Number(stage.FreePort()));
        shops = [await ServerProcess.StartAsync("open", "TERM", "python3", program, port), await Second.StartServerAsync("open", "python3", program, port)];
        ShopPort = int.Parse(port, CultureInfo.InvariantCulture);
        Authorities = [issuer.NewAuthority(installation.InstallationId, Now)];
        await PublishAsync(Authorities[0]);
    }

    /// <summary>The same on both workers.</summary>
    public int ShopPort { get; private set; }

    public async Task DisposeAsync()
    {
        foreach (var shop in shops)
        {
            await shop.DisposeAsync();
        }

        await stage.CleanAsync();
        if (Second is not null)
        {
            await Second.DisposeAsync();
        }
    }

    public void Dispose()
    {
        far?.Dispose();
        stage.Dispose();
    }

    /// <summary>An authority that both edges shall trust besides those that they do.</summary>
    public async Task<SigningCertificate> IntroduceAsync(SigningCertificate signer)
    {
        Authorities = Authorities.Add(issuer.NewAuthority(installation.InstallationId, Now));
        await PublishAsync(signer);
        return Authorities[^1];
    }

    /// <summary>Gives both edges new certificates of this authority, one edge after the other.</summary>
    public async Task PublishAsync(SigningCertificate signer)
    {
        generation++;
        FarCertificate = issuer.Certify(signer, s_far, isIngress: false, Now);
        await ServeAsync(far, FarHost, new() { Address = Second.Address, Certificate = FarCertificate, Authorities = Trusted }, []);
        var (hash, map) = EdgeConfiguration.RenderMap(ImmutableSortedDictionary<string, Forward>.Empty.Add(FarHost, new(s_far, "a/far")).Add(NearHost, new(s_near, "a/near")));
        await ServeAsync(stage.Engine, NearHost, new()
        {
            Address = Second.NearAddress,
            Certificate = issuer.Certify(signer, s_near, isIngress: true, Now),
            Authorities = Trusted,
            Peers = ImmutableSortedDictionary<string, string>.Empty.Add(s_far.Value, Second.Address),
            Map = ImmutableSortedDictionary<string, ForwardPart>.Empty.Add("00", new(1, hash, 2)),
        }, [map]);
    }

    public string Open(EdgeCertificate certificate) => box.Open(certificate.Key);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private ImmutableArray<string> Trusted => [.. Authorities.Select(authority => authority.Pem)];

    private string[] Edge(string image) =>
    [
        "run", "--detach", "--name", PlatformContainers.NameOf(installation.InstallationId, PlatformContainers.EdgeRole), "--label", $"{EngineLabels.Installation}={installation.Id}",
        "--network", "host", "--init", "--cap-drop", "ALL", "--cap-add", "NET_BIND_SERVICE", "--cap-add", "SETUID", "--cap-add", "SETGID", "--read-only", "--tmpfs", "/tmp", "--tmpfs", "/run", "--volume", "/etc/edge", image,
    ];

    private async Task ServeAsync(IWorkerEngine engine, string host, EdgeForwarding forwarding, ImmutableArray<UploadFile> map)
    {
        var container = PlatformContainers.NameOf(installation.InstallationId, PlatformContainers.EdgeRole);
        var routes = new EdgeState { Worker = s_near }.With(host, new EdgeRoute(ShopPort, "wordpress", "a/b")).Routes;
        (await engine.ExecAsync(new(container, ["/usr/local/bin/ready", "--wait", "5000"]), default)).Value!.ExitCode.ShouldBe(0);
        (await engine.UploadAsync(container, [.. map, .. configuration.Render(routes, generation, forwarding)], default)).Error.ShouldBeNull();
        var served = await engine.ExecAsync(new(container, ["/usr/local/bin/edge-switch", Number((int)generation)]), default);
        served.Value!.ExitCode.ShouldBe(0, served.Value.Output);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
