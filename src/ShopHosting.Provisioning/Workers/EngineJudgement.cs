using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers;

/// <summary>What is asked of a worker's engine and machine, as pure functions of what it tells.</summary>
public static class EngineJudgement
{
    /// <summary>Docker's own advice, and what a new host gets by itself; the second is its name in engines that keep images with containerd.</summary>
    private static readonly ImmutableArray<string> GoodDrivers = ["overlay2", "overlayfs"];

    private static readonly ImmutableArray<string> PossibleDrivers = ["btrfs", "zfs", "fuse-overlayfs"];

    private static readonly TimeSpan NoticedSkew = TimeSpan.FromSeconds(2);

    /// <summary>One-time codes, sessions and certificates are out by then.</summary>
    private static readonly TimeSpan WorstSkew = TimeSpan.FromSeconds(30);

    public static Verdict LiveRestore(EngineInfo info) => info.HasLiveRestore
        ? new Verdict.Fine("on")
        : new Verdict.Wrong("live-restore is off: every shop would stop with the engine.", "Add \"live-restore\": true to /etc/docker/daemon.json, then run on it: sudo systemctl reload docker");

    public static Verdict StorageDriver(EngineInfo info) => GoodDrivers.Contains(info.StorageDriver)
        ? new Verdict.Fine(info.StorageDriver)
        : PossibleDrivers.Contains(info.StorageDriver)
            ? new Verdict.Doubtful($"The storage driver is {info.StorageDriver}, which nobody has tried here.", "overlay2 on ext4 or xfs is what is known to work.")
            : new Verdict.Wrong($"The storage driver is {info.StorageDriver}, which copies each image whole or is no longer looked after.",
                "Put \"storage-driver\": \"overlay2\" into /etc/docker/daemon.json, then run on it: sudo systemctl restart docker");

    public static Verdict Memory(EngineInfo info, WorkerOptions options)
    {
        var memory = info.MemoryBytes / (1024 * 1024);
        return memory >= options.LeastMemoryMb
            ? new Verdict.Fine(string.Create(CultureInfo.InvariantCulture, $"{memory} MiB"))
            : new Verdict.Wrong(string.Create(CultureInfo.InvariantCulture, $"The machine has {memory} MiB of memory, and {options.LeastMemoryMb} are the least that is useful."), "Give it more, or set Workers:LeastMemoryMb.");
    }

    public static Verdict Limits(EngineInfo info) => info.UnknownLimits.IsEmpty
        ? new Verdict.Fine("memory, processors and processes")
        : new Verdict.Wrong($"The kernel does not limit {string.Join(" and ", info.UnknownLimits)} of a container: one shop could take all of the machine.",
            "Add cgroup_enable=memory swapaccount=1 to the kernel's command line (GRUB_CMDLINE_LINUX in /etc/default/grub), run on it: sudo update-grub && sudo reboot - and see what is left: docker info");

    public static Verdict Clock(EngineInfo info, DateTimeOffset now)
    {
        if (info.SystemTime is not { } theirs)
        {
            return new Verdict.Doubtful("The engine does not tell its time.", "See on it: timedatectl");
        }

        var skew = (theirs - now).Duration();
        var text = string.Create(CultureInfo.InvariantCulture, $"{skew.TotalSeconds:0.0} s {(theirs < now ? "behind" : "ahead")}");
        const string remedy = "Run on it: sudo timedatectl set-ntp true";
        return skew > WorstSkew ? new Verdict.Wrong($"Its clock is {text}.", remedy)
            : skew > NoticedSkew ? new Verdict.Doubtful($"Its clock is {text}.", remedy)
            : new Verdict.Fine(text);
    }

    /// <summary>The guard takes every address of the pool for a shop's: what somebody else has there would be cut off.</summary>
    public static Verdict Pool(EngineInfo info, InstallationOptions installation)
    {
        var pool = IPNetwork.Parse(installation.TenantPool);
        var foreign = info.Networks.Where(network => network.Labels.GetValueOrDefault(EngineLabels.Installation) != installation.Id
            && IPNetwork.TryParse(network.Subnet, out var subnet) && (pool.Contains(subnet.BaseAddress) || subnet.Contains(pool.BaseAddress))).ToList();
        return foreign.Count == 0
            ? new Verdict.Fine($"{installation.TenantPool} is free")
            : new Verdict.Wrong($"Networks of others lie in the shops' addresses {installation.TenantPool}: {string.Join(", ", foreign.Select(network => $"{network.Name} ({network.Subnet})"))}.",
                $"If nobody needs them, run on it: docker network rm {string.Join(" ", foreign.Select(network => network.Name))} - or give this installation another Installation:TenantPool.");
    }
}
