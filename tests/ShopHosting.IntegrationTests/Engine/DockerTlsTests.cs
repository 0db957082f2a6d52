using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Workers;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>The same engine behind TCP with mutual TLS.</summary>
[Trait("needs", "docker")]
public sealed class DockerTlsTests(DockerStage stage) : IClassFixture<DockerStage>
{
    private const string Socket = "/var/run/docker.sock";

    [Fact]
    public async Task A_command_works_over_mutual_tls_with_the_end_of_its_input()
    {
        await using var proxy = new TlsProxy(Socket);
        using var engine = stage.NewEngine(DockerStage.NewClient(Endpoint(proxy, "ca.pem", "client")));
        var spec = stage.Sleeper();
        (await engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();
        var input = new Content(Encoding.UTF8.GetBytes(new string('x', 300_000)));
        var counted = await engine.ExecAsync(new(spec.Name, ["/bin/busybox", "wc", "-c"], input), default).SoonAsync();
        counted.Error.ShouldBeNull();
        counted.Value!.Output.Trim().ShouldBe("300000");
        (await engine.RemoveContainerAsync(spec.Name, stage.Labels, default)).Error.ShouldBeNull();
    }

    [Theory]
    [InlineData("ca.pem", "stranger")]
    [InlineData("stranger-ca.pem", "client")]
    public async Task Neither_side_talks_to_a_stranger(string authority, string client)
    {
        await using var proxy = new TlsProxy(Socket);
        using var docker = DockerStage.NewClient(Endpoint(proxy, authority, client));
        (await docker.InfoAsync(default).SoonAsync()).Error!.Code.ShouldBe("engine.unreachable");
    }

    [Fact]
    public async Task Who_an_engine_is_can_be_asked_by_certificates_that_no_worker_has_yet()
    {
        await using var proxy = new TlsProxy(Socket);
        var contact = new DockerFirstContact(new PlainSecretBox(), TimeProvider.System, DockerStage.NewInstruments(), NullLoggerFactory.Instance);
        using var here = DockerStage.NewClient(new() { Address = "unix://" + Socket });

        Task<Result<string>> AskAsync(string client) => contact.AskAsync(Some.Worker, Reach(proxy, client), TimeSpan.FromSeconds(5), default).SoonAsync();
        (await AskAsync("client")).Value.ShouldBe((await here.InfoAsync(default)).Value!.ID);
        (await AskAsync("stranger")).Error!.Code.ShouldBe("engine.unreachable");
    }

    [Fact]
    public async Task An_engine_elsewhere_is_not_asked_from_here()
    {
        using var engines = new DockerWorkerEngines(
            stage.Installation,
            Options.Create(new DockerOptions { Workers = { ["w2"] = new() { Address = "tcp://127.0.0.1:1" } } }),
            new HttpProbeClient(TimeProvider.System),
            TimeProvider.System,
            DockerStage.NewInstruments(),
            NullLoggerFactory.Instance);
        var answer = await engines.For(ShopHosting.Domain.Ids.WorkerId.Parse("w2")).ProbeAsync(new("127.0.0.1", 80, "shop.example", "/", TimeSpan.Zero), default);
        answer.Error!.Code.ShouldBe("engine.unreachable");
        var unknown = await engines.For(ShopHosting.Domain.Ids.WorkerId.Parse("w9")).DescribeAsync(default);
        unknown.Error!.Message.ShouldContain("nobody knows its address");
    }

    private static WorkerReach Reach(TlsProxy proxy, string client)
        => new(proxy.Address, new EngineCredentials(File.ReadAllText(proxy.File("ca.pem")), File.ReadAllText(proxy.File(client + ".pem")), new PlainSecretBox().Seal(File.ReadAllText(proxy.File(client + ".key")))));

    private static DockerEndpointOptions Endpoint(TlsProxy proxy, string authority, string client)
        => new() { Address = proxy.Address, AuthorityFile = proxy.File(authority), CertificateFile = proxy.File(client + ".pem"), KeyFile = proxy.File(client + ".key") };
}
