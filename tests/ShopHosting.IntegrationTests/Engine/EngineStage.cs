using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>An engine to test and what a test needs around it: an image with busybox in it, names and subnets of its own, and objects of strangers.</summary>
public abstract class EngineStage
{
    /// <summary>The file that the image has at /seed/hello.txt.</summary>
    public const string Seed = "hello from the image";

    private int lastName;
    private int lastSubnet = RandomNumberGenerator.GetInt32(0, 16 * 256 * 15);

    protected EngineStage() => Labels = ImmutableSortedDictionary<string, string>.Empty.Add(EngineLabels.Installation, Installation.Value);

    public InstallationId Installation { get; } = InstallationId.Parse("t" + RandomNumberGenerator.GetHexString(8, lowercase: true));

    /// <summary>The labels of everything that a test makes.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; }

    public abstract IWorkerEngine Engine { get; }

    public abstract ImageSpec Image { get; }

    public abstract Task AddForeignContainerAsync(string name);

    public abstract Task AddForeignNetworkAsync(string name, string subnet);

    public abstract Task AddForeignVolumeAsync(string name);

    /// <summary>Another program listens there until it is disposed.</summary>
    public abstract IDisposable TakePort(int port);

    /// <summary>Makes the process of a container write a line.</summary>
    public abstract Task WriteLineAsync(string container, string text, bool isError);

    /// <summary>Makes a container use the processor.</summary>
    public abstract Task WorkAsync(string container);

    /// <summary>Makes a process of a container want more memory than there is.</summary>
    public abstract Task StarveAsync(string container);

    /// <summary>Makes a container begin processes until it can't any more; they stay for a while.</summary>
    public abstract Task FillAsync(string container);

    /// <summary>The ids of all containers of a name, whoever made them.</summary>
    public abstract Task<string?> ContainerIdAsync(string name);

    public abstract Task CleanAsync();

    public abstract int FreePort();

    public string Name(string what) => $"{Installation}-{Interlocked.Increment(ref lastName)}-{what}";

    public string Subnet()
    {
        var number = Interlocked.Increment(ref lastSubnet);
        return $"10.{240 + (number / 4096 % 15)}.{number / 16 % 256}.{number % 16 * 16}/28";
    }

    public NetworkSpec Network() => new() { Name = Name("net"), Subnet = Subnet(), Labels = Labels.Add(EngineLabels.Role, "outer") };

    public VolumeSpec Volume() => new() { Name = Name("data"), Labels = Labels.Add(EngineLabels.Role, "data") };

    /// <summary>A container that waits, hardened as all are.</summary>
    public ContainerSpec Sleeper(string role = "sleeper") => new()
    {
        Name = Name(role),
        Image = Image,
        Labels = Labels.Add(EngineLabels.Role, role),
        Command = ["/bin/busybox", "sleep", "100000"],
        User = "1000:1000",
        Limits = new(64 << 20, 1000, 50),
        HasInit = true,
        StopTimeout = TimeSpan.FromSeconds(2),
    };

    /// <summary>A container that serves the files of a volume on a port.</summary>
    public ContainerSpec Web(string network, string volume, int port) => Sleeper("web") with
    {
        Command = ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/srv"],
        Networks = [new(network, ["web"])],
        Volumes = [new(volume, "/srv")],
        Ports = [new(port, 8080)],
    };

    public static UploadFile File(string path, string text, int mode = 0b100_100_100, int uid = 1000, int gid = 1000) => new(path, mode, uid, gid, new(Encoding.UTF8.GetBytes(text)));
}
