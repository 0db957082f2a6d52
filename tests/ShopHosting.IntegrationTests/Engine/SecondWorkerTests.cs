using System.Net.NetworkInformation;
using System.Security.Cryptography.X509Certificates;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Testing;
using ShopHosting.Testing.Machines;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>The second worker that tests of a fleet use is what they take it for.</summary>
[Trait("needs", "docker")]
public sealed class SecondWorkerTests(DockerStage stage) : IClassFixture<DockerStage>
{
    [Fact]
    public async Task It_tells_its_own_side_about_itself_and_strangers_nothing()
    {
        await using var second = await SecondWorker.StartAsync();
        using var engine = stage.NewEngine(DockerStage.NewClient(second.Endpoint));
        (await engine.DescribeAsync(default).SoonAsync()).Value!.HasLiveRestore.ShouldBeTrue();

        using var stranger = stage.NewEngine(DockerStage.NewClient(second.StrangersEndpoint));
        (await stranger.DescribeAsync(default).SoonAsync()).Error!.Code.ShouldBe("engine.unreachable");
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(second.Endpoint.AuthorityFile!);
        using var nobody = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } });
        await Should.ThrowAsync<HttpRequestException>(() => nobody.GetAsync(new Uri(second.Endpoint.Address.Replace("tcp:", "https:") + "/version")).SoonAsync());
    }

    [Fact]
    public async Task A_container_outlives_the_cut_of_the_network_and_the_death_of_its_engine()
    {
        await using var second = await SecondWorker.StartAsync();
        using var docker = DockerStage.NewClient(second.Endpoint);
        using var engine = stage.NewEngine(docker);
        var spec = stage.Sleeper();
        (await engine.EnsureImageAsync(spec.Image, default)).Error!.Code.ShouldBe("engine.image-missing");
        await second.LoadAsync(spec.Image.Reference);
        (await engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();
        var before = (await docker.ContainerAsync(spec.Name, default)).Value!.State;

        await second.CutAsync();
        (await AnswersAsync(second)).ShouldBeFalse();
        await second.MendAsync();
        await second.KillEngineAsync();
        (await engine.DescribeAsync(default).SoonAsync()).Error!.Code.ShouldBe("engine.unreachable");
        await second.StartEngineAsync();

        (await docker.ContainerAsync(spec.Name, default)).Value!.State.ShouldBe(before);
    }
    /// <summary>With any other policy Docker starts again, when it starts itself, what somebody stopped.</summary>
    [Fact]
    public async Task A_container_that_was_stopped_on_purpose_stays_so_when_its_engine_starts_anew()
    {
        await using var second = await SecondWorker.StartAsync();
        using var docker = DockerStage.NewClient(second.Endpoint);
        using var engine = stage.NewEngine(docker);
        var spec = stage.Sleeper();
        await second.LoadAsync(spec.Image.Reference);
        (await engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();

        (await engine.StopContainerAsync(spec.Name, default)).Error.ShouldBeNull();
        await second.KillEngineAsync();
        await second.StartEngineAsync();

        var found = (await docker.ContainerAsync(spec.Name, default)).Value!;
        (found.State.Status, found.HostConfig.RestartPolicy).ShouldBe(("exited", RestartPolicy.No));
        (await engine.EnsureContainerAsync(spec, [], default)).Error.ShouldBeNull();
        found = (await docker.ContainerAsync(spec.Name, default)).Value!;
        (found.State.Status, found.HostConfig.RestartPolicy).ShouldBe(("running", RestartPolicy.Always));
    }

    /// <summary>Without a cable the kernel may refuse to send at all.</summary>
    private static async Task<bool> AnswersAsync(SecondWorker second)
    {
        using var ping = new Ping();
        try
        {
            return (await ping.SendPingAsync(second.Address, 200)).Status == IPStatus.Success;
        }
        catch (PingException)
        {
            return false;
        }
    }
}
