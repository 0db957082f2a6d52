using Microsoft.Extensions.Options;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Workers;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>The program of the real edge's image, in its container.</summary>
[Trait("needs", "docker")]
public sealed class EdgeProbeClientTests(DockerStage stage) : ProbeContract, IClassFixture<DockerStage>, IAsyncLifetime
{
    protected override IProbeClient Probes { get; } = new EdgeProbeClient(stage.Engine, stage.Installation);

    public Task InitializeAsync()
    {
        var image = new ImageCatalogue(Options.Create(new InstallationOptions { Images = Repository.Images })).Find("edge")!;
        return ServerProcess.RunAsync("docker", "run", "--detach", "--name", PlatformContainers.NameOf(stage.Installation, PlatformContainers.EdgeRole),
            "--label", $"{EngineLabels.Installation}={stage.Installation}", "--network", "host", "--init", "--entrypoint", "sleep", image.Reference!, "1000");
    }

    public Task DisposeAsync() => stage.CleanAsync();

    [Theory]
    [InlineData("127.0.0.1", "shop.example", "no path")]
    [InlineData("localhost", "shop.example", "/")]
    [InlineData("127.0.0.1", "shop.example\r\nX: y", "/")]
    public async Task What_is_no_question_is_not_asked(string address, string host, string path)
        => (await Probes.ProbeAsync(new(address, 80, host, path, TimeSpan.Zero), default)).Error!.Code.ShouldBe("engine.failed");

    [Fact]
    public async Task Without_an_edge_it_could_not_ask()
    {
        await stage.CleanAsync();
        (await Probes.ProbeAsync(new("127.0.0.1", 80, "shop.example", "/", TimeSpan.Zero), default)).Error!.Code.ShouldBe("engine.missing");
    }
}
