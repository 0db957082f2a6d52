using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Formats.Tar;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ShopHosting.Domain.Ids;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>This machine's Docker, with an image made of the static busybox. All it makes carries a label of its own and is removed at the end.</summary>
public sealed class DockerStage : EngineStage, IAsyncLifetime, IDisposable
{
    private const string Busybox = "/bin/busybox";
    private const string Stranger = "stranger";

    private readonly DockerWorkerEngine engine;
    private readonly HttpProbeClient probes = new(TimeProvider.System);

    public DockerStage()
    {
        Image = new($"shophosting-test-{Installation}:1", "c0ffee");
        Docker = NewClient(new());
        engine = NewEngine(Docker);
    }

    public override IWorkerEngine Engine => engine;

    public override ImageSpec Image { get; }

    internal DockerClient Docker { get; }

    public async Task InitializeAsync()
    {
        if (!System.IO.File.Exists(Busybox))
        {
            throw new InvalidOperationException($"{Busybox} is missing: apt-get install busybox-static.");
        }

        // Containers inherit the labels of their image, so an image must not say whose it is.
        var imported = await Docker.ImportImageAsync(
            await RootAsync(), $"shophosting-test-{Installation}", "1", [$"LABEL {EngineLabels.Content}={Image.Content}"], CancellationToken.None);
        imported.Error.ShouldBeNull();
    }

    public async Task DisposeAsync()
    {
        await CleanAsync();
        await Docker.RemoveImageAsync(Image.Reference, CancellationToken.None);
    }

    public void Dispose()
    {
        engine.Dispose();
        probes.Dispose();
    }

    public override async Task CleanAsync()
    {
        var strangers = ImmutableSortedDictionary<string, string>.Empty.Add(Stranger, Installation.Value);
        foreach (var labels in new[] { Labels, strangers })
        {
            foreach (var container in (await Docker.ContainersAsync(labels, CancellationToken.None)).Value ?? [])
            {
                await Docker.RemoveContainerAsync(container.Id, CancellationToken.None);
            }

            foreach (var network in (await Docker.NetworksAsync(labels, CancellationToken.None)).Value ?? [])
            {
                await Docker.RemoveNetworkAsync(network.Id, CancellationToken.None);
            }

            foreach (var volume in (await Docker.VolumesAsync(labels, CancellationToken.None)).Value?.Volumes ?? [])
            {
                await Docker.RemoveVolumeAsync(volume.Name, CancellationToken.None);
            }
        }
    }

    public override async Task AddForeignContainerAsync(string name)
    {
        var request = ContainerRequest.From(Sleeper() with { Name = name, Labels = ImmutableSortedDictionary<string, string>.Empty.Add(Stranger, Installation.Value) }, "stranger");
        var created = await Docker.CreateContainerAsync(name, request, CancellationToken.None);
        created.Error.ShouldBeNull();
        (await Docker.StartContainerAsync(created.Value!.Id, CancellationToken.None)).Error.ShouldBeNull();
    }

    public override async Task AddForeignNetworkAsync(string name, string subnet)
        => (await Docker.CreateNetworkAsync(
            new()
            {
                Name = name,
                Internal = false,
                IPAM = new("default", [new(subnet)]),
                Options = [],
                Labels = ImmutableSortedDictionary<string, string>.Empty.Add(Stranger, Installation.Value),
            },
            CancellationToken.None)).Error.ShouldBeNull();

    public override async Task AddForeignVolumeAsync(string name)
        => (await Docker.CreateVolumeAsync(new(name, ImmutableSortedDictionary<string, string>.Empty.Add(Stranger, Installation.Value)), CancellationToken.None)).Error.ShouldBeNull();

    public override IDisposable TakePort(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }

    /// <summary>Process 1 is the init; what it started has the same outputs.</summary>
    public override async Task WriteLineAsync(string container, string text, bool isError)
    {
        var answer = await Engine.ExecAsync(new(container, [Busybox, "sh", "-c", $"cat > /proc/1/fd/{(isError ? 2 : 1)}"], new(Encoding.UTF8.GetBytes(text + "\n"))), CancellationToken.None);
        answer.Value.ShouldBe(new ExecAnswer(0, ""));
    }

    public override async Task WorkAsync(string container)
        => (await Engine.ExecAsync(new(container, [Busybox, "sh", "-c", "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done"]), CancellationToken.None)).Value.ShouldBe(new ExecAnswer(0, ""));

    public override async Task StarveAsync(string container)
        => (await Engine.ExecAsync(new(container, [Busybox, "sh", "-c", "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done"]), CancellationToken.None)).Value!.ExitCode.ShouldBe(137);

    public override async Task FillAsync(string container)
        => (await Engine.ExecAsync(new(container, [Busybox, "sh", "-c", "i=0; while [ $i -lt 500 ]; do busybox sleep 30 > /dev/null 2>&1 & i=$((i+1)); done"]), CancellationToken.None)).Value!.ExitCode.ShouldNotBe(0);

    public override async Task<string?> ContainerIdAsync(string name) => (await Docker.ContainerAsync(name, CancellationToken.None)).Value?.Id;

    public override int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static DockerClient NewClient(DockerEndpointOptions endpoint, TimeProvider? clock = null)
        => new(WorkerId.Parse("w1"), endpoint, clock ?? TimeProvider.System, NewInstruments(), NullLogger<DockerClient>.Instance);

    internal static DockerInstruments NewInstruments() => new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    internal DockerWorkerEngine NewEngine(DockerClient docker)
        => new(WorkerId.Parse("w1"), docker, new(), Installation, new(Installation, [Image.Reference]), probes, TimeProvider.System, NullLogger<DockerWorkerEngine>.Instance);

    private static async Task<Stream> RootAsync()
    {
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var folder in new[] { "bin/", "srv/", "seed/", "tmp/" })
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            }

            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
            {
                Mode = (UnixFileMode)0b111_101_101,
                DataStream = new MemoryStream(await System.IO.File.ReadAllBytesAsync(Busybox)),
            });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/sh") { LinkName = "busybox" });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/cat") { LinkName = "busybox" });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "seed/hello.txt")
            {
                Mode = (UnixFileMode)0b110_100_100,
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(Seed)),
            });
        }

        tar.Position = 0;
        return tar;
    }
}
