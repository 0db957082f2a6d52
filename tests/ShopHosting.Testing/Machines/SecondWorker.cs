using System.Net;
using ShopHosting.Infrastructure.Docker;

namespace ShopHosting.Testing.Machines;

/// <summary>
/// A second worker server on this machine: a Docker Engine with live-restore in a network namespace of its own, reached over TCP with mutual TLS, its
/// cable a pair of virtual interfaces. Needs root and the programs that <c>ops/test</c> installs. Several may run side by side.
/// </summary>
public sealed class SecondWorker : IAsyncDisposable
{
    private const int Port = 2376;
    private readonly SecondWorkerPlace place;
    private readonly (IPAddress Near, IPAddress Far) cable;
    private ServerProcess? engine;

    private SecondWorker(SecondWorkerPlace place, (IPAddress Near, IPAddress Far) cable) => (this.place, this.cable) = (place, cable);

    /// <summary>Where this machine finds the worker.</summary>
    public string Address => cable.Far.ToString();

    /// <summary>Where the worker finds this machine.</summary>
    public string NearAddress => cable.Near.ToString();

    /// <summary>As a control node is told of it.</summary>
    public DockerEndpointOptions Endpoint => EndpointAs("client");

    /// <summary>The same with a certificate of an authority that the engine doesn't know.</summary>
    public DockerEndpointOptions StrangersEndpoint => EndpointAs("stranger");

    /// <summary>What fell over with an earlier run of the tests is cleared away first.</summary>
    public static async Task<SecondWorker> StartAsync()
    {
        var worker = await SecondWorkerPlace.TakeAsync();
        try
        {
            var second = new SecondWorker(worker, await worker.ConnectAsync());
            second.WriteCertificates();
            // Engines on one machine would have one id, which no installation takes for two workers.
            await File.WriteAllTextAsync(worker.File("daemon.json"), $$"""{"deprecated-key-path": "{{worker.File("key.json")}}"}""");
            await second.StartEngineAsync();
            return second;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pulls the cable: packets are lost in both directions and nobody is told.</summary>
    public Task CutAsync() => place.SetCableAsync("down");

    public Task MendAsync() => place.SetCableAsync("up");

    /// <summary>So many of a hundred packets are lost from now on, in each direction. Not every kernel has netem for this; every one with Docker has this rule.</summary>
    public async Task LosePacketsAsync(int ofAHundred)
    {
        foreach (var (chain, interfaceOption) in new[] { ("INPUT", "--in-interface"), ("OUTPUT", "--out-interface") })
        {
            await RunAsync("iptables", "--insert", chain, interfaceOption, "eth0", "--match", "statistic", "--mode", "random", "--probability", $"0.{ofAHundred:00}", "--jump", "DROP");
        }
    }

    /// <summary><c>kill -9</c> for the engine. Its containers go on.</summary>
    public async Task KillEngineAsync()
    {
        await engine!.KillAsync();
        await engine.DisposeAsync();
        // They name processes that are no more, or have become others; the next engine would wait for them.
        File.Delete(place.File("dockerd.pid"));
        File.Delete(place.File("exec/containerd/containerd.pid"));
    }

    /// <summary>As when the machine is restarted: all that ran there ends at once, containers too, and then its engine starts.</summary>
    public async Task RestartMachineAsync()
    {
        await KillEngineAsync();
        await place.EndProcessesAsync();
        await StartEngineAsync();
    }

    public async Task StartEngineAsync(bool hasLiveRestore = true)
    {
        engine = await ServerProcess.StartAsync(
            $"API listen on {place.File("docker.sock")}", "TERM", "nsenter", [$"--net={place.Namespace}", "dockerd", "--config-file", place.File("daemon.json"),
            hasLiveRestore ? "--live-restore" : "--live-restore=false", "--data-root", place.File("data"), "--exec-root", place.File("exec"), "--pidfile", place.File("dockerd.pid"),
            "--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", $"/{place.Name}",
            "--host", $"unix://{place.File("docker.sock")}", "--host", $"tcp://{cable.Far}:{Port}",
            "--tlsverify", "--tlscacert", place.File("ca.pem"), "--tlscert", place.File("engine.pem"), "--tlskey", place.File("engine.key")]);
    }

    /// <summary>Copies images from this machine's engine, as if they had been built there.</summary>
    public async Task LoadAsync(params string[] images)
    {
        var saved = place.File("images.tar");
        await ServerProcess.RunAsync("docker", ["save", "--output", saved, .. images]);
        await DockerAsync("load", "--input", saved);
        File.Delete(saved);
    }

    /// <summary>Runs a program of this machine in the worker's network.</summary>
    public Task<string> RunAsync(string program, params string[] arguments) => ServerProcess.RunAsync("nsenter", [$"--net={place.Namespace}", program, .. arguments]);

    /// <summary>Starts a server of this machine in the worker's network; the worker's end is its end too.</summary>
    public Task<ServerProcess> StartServerAsync(string readyLine, string program, params string[] arguments)
        => ServerProcess.StartAsync(readyLine, "TERM", "nsenter", [$"--net={place.Namespace}", program, .. arguments]);

    /// <summary>The docker client, on the worker itself.</summary>
    public Task<string> DockerAsync(params string[] arguments) => ServerProcess.RunAsync("docker", ["--host", $"unix://{place.File("docker.sock")}", .. arguments]);

    public async ValueTask DisposeAsync() => await place.DisposeAsync();

    private DockerEndpointOptions EndpointAs(string client) => new()
    {
        Address = $"tcp://{cable.Far}:{Port}",
        AuthorityFile = place.File("ca.pem"),
        CertificateFile = place.File($"{client}.pem"),
        KeyFile = place.File($"{client}.key"),
    };

    private void WriteCertificates()
    {
        using var authority = TestAuthority.New("CN=engines");
        using var elsewhere = TestAuthority.New("CN=elsewhere");
        authority.Write(place.Folder, "ca");
        TestAuthority.Issue(authority, "CN=engine", cable.Far, TestAuthority.ServerPurpose).Write(place.Folder, "engine");
        TestAuthority.Issue(authority, "CN=control", cable.Near, TestAuthority.ClientPurpose).Write(place.Folder, "client");
        TestAuthority.Issue(elsewhere, "CN=control", cable.Near, TestAuthority.ClientPurpose).Write(place.Folder, "stranger");
    }
}
