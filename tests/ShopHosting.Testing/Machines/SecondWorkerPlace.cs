using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace ShopHosting.Testing.Machines;

/// <summary>What a second worker occupies of this machine, all under one name by which it is found and cleared: folder, namespace, cable, control groups, processes.</summary>
internal sealed class SecondWorkerPlace : IAsyncDisposable
{
    /// <summary>Not in /tmp, which may be kept in memory.</summary>
    private const string Root = "/var/tmp/shophosting-workers";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Locked as long as the test's process lives.</summary>
    private readonly FileStream owner;

    private SecondWorkerPlace(string name, FileStream owner) => (Name, this.owner) = (name, owner);

    /// <summary>Also of the interface at this machine's end, and so no longer than 15 characters.</summary>
    public string Name { get; }

    public string Folder => FolderOf(Name);

    public string Namespace => $"/run/netns/{Name}";

    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>A new place; those whose test was killed are cleared.</summary>
    public static async Task<SecondWorkerPlace> TakeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException("A second worker needs root for its network namespace and its Docker Engine; run the tests as root.");
        }

        Directory.CreateDirectory(Root);
        foreach (var name in Directory.GetDirectories(Root).Select(Path.GetFileName))
        {
            if (TryLock(name!) is { } left)
            {
                await new SecondWorkerPlace(name!, left).DisposeAsync();
            }
        }

        var mine = $"shop{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        Directory.CreateDirectory(FolderOf(mine));
        return new(mine, TryLock(mine)!);
    }

    /// <summary>Lays the cable: its addresses here and there, of the range that is kept for measuring networks.</summary>
    public async Task<(IPAddress Near, IPAddress Far)> ConnectAsync()
    {
        var subnet = RandomNumberGenerator.GetInt32(0, 1 << 15) * 4;
        IPAddress At(int host) => new([198, (byte)(18 + (subnet >> 16)), (byte)(subnet >> 8), (byte)(subnet + host)]);
        await ServerProcess.RunAsync("ip", "netns", "add", Name);
        await ServerProcess.RunAsync("ip", "link", "add", Name, "type", "veth", "peer", "name", "eth0", "netns", Name);
        await ServerProcess.RunAsync("ip", "address", "add", $"{At(1)}/30", "dev", Name);
        await ServerProcess.RunAsync("ip", "link", "set", Name, "up");
        await ServerProcess.RunAsync("ip", "-n", Name, "address", "add", $"{At(2)}/30", "dev", "eth0");
        await ServerProcess.RunAsync("ip", "-n", Name, "link", "set", "lo", "up");
        await SetCableAsync("up");
        return (At(1), At(2));
    }

    /// <summary>At the worker's end, so that this machine's route stays and packets are lost rather than refused.</summary>
    public Task SetCableAsync(string state) => ServerProcess.RunAsync("ip", "-n", Name, "link", "set", "eth0", state);

    public async ValueTask DisposeAsync()
    {
        await EndProcessesAsync();
        foreach (var mount in System.IO.File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).Where(path => path.StartsWith($"{Folder}/", StringComparison.Ordinal)).Reverse().ToList())
        {
            await ServerProcess.RunAsync("umount", "--lazy", mount);
        }

        if (System.IO.File.Exists(Namespace))
        {
            await ServerProcess.RunAsync("ip", "netns", "delete", Name);
        }

        if (Directory.Exists($"/sys/class/net/{Name}"))
        {
            await ServerProcess.RunAsync("ip", "link", "delete", Name);
        }

        foreach (var group in Groups().OrderByDescending(group => group.Length))
        {
            Directory.Delete(group);
        }

        await ServerProcess.RunAsync("rm", "-rf", "--one-file-system", Folder);
        await owner.DisposeAsync();
    }

    /// <summary>Those in its network are the engine, what it started for containers, and containers in the host's network; all other containers are in its control groups.</summary>
    public async Task EndProcessesAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        while (await ProcessesAsync() is { Count: > 0 } processes)
        {
            if (TimeProvider.System.GetElapsedTime(since) > s_patience)
            {
                throw new InvalidOperationException($"The processes {string.Join(' ', processes)} of the second worker {Name} don't end.");
            }

            foreach (var process in processes)
            {
                try
                {
                    System.Diagnostics.Process.GetProcessById(process).Kill();
                }
                catch (ArgumentException)
                {
                    // It ended by itself meanwhile.
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private async Task<HashSet<int>> ProcessesAsync()
    {
        var connected = System.IO.File.Exists(Namespace) ? await ServerProcess.RunAsync("ip", "netns", "pids", Name) : "";
        return [.. Groups().Select(group => Path.Combine(group, "cgroup.procs")).SelectMany(System.IO.File.ReadLines)
            .Concat(connected.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    /// <summary>One tree, or one for each controller.</summary>
    private IEnumerable<string> Groups() => Directory.GetDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup").Select(tree => Path.Combine(tree, Name)).Where(Directory.Exists)
        .SelectMany(top => Directory.GetDirectories(top, "*", SearchOption.AllDirectories).Prepend(top));

    private static string FolderOf(string name) => Path.Combine(Root, name);

    private static FileStream? TryLock(string name)
    {
        try
        {
            return new(Path.Combine(FolderOf(name), "owner"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
