using System.Collections.Immutable;
using System.Globalization;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Provisioning.Engine;

/// <summary>
/// The items of the CIS Docker Benchmark 1.6.0, section 5 (container runtime), computed from what the engine tells of running containers. Left out is what its API
/// does not tell of a container: 5.1 (swarm, of the engine), 5.7 (sshd), 5.23 and 5.24 (how somebody else ran a command).
/// </summary>
public static class ContainerBenchmark
{
    private const long MiB = 1024 * 1024;

    /// <summary>What every container has unless it says otherwise, so that it is no weight.</summary>
    private const long DefaultShares = 1024;

    /// <summary>As many tries as the benchmark wants.</summary>
    private const int MostTries = 5;

    private static readonly ImmutableArray<Item> Items =
    [
        new("5.2", "AppArmor profile", (container, world) => !world.Kernel.HasAppArmor ? NotApplicable("the worker's kernel has no AppArmor")
            : container.AppArmorProfile is "" or "unconfined" ? Failed("no profile") : Passed($"profile {container.AppArmorProfile}")),
        new("5.3", "SELinux label", (container, world) => !world.Kernel.HasSelinux ? NotApplicable("the worker's kernel has no SELinux")
            : container.SelinuxLabel.Length == 0 ? Failed("no label") : Passed("confined by its label")),
        new("5.4", "Linux capabilities", (container, _) => !container.DroppedCapabilities.Contains("ALL", StringComparer.OrdinalIgnoreCase) ? Failed("not all are dropped")
            : container.AddedCapabilities.IsEmpty ? Passed("all dropped") : Failed($"given back: {Listed(container.AddedCapabilities)}")),
        new("5.5", "Privileged mode", (container, _) => container.IsPrivileged ? Failed("privileged") : Passed("off")),
        new("5.6", "Folders of the host", (container, _) => container.Mounts.Where(mount => mount.Type == "bind").Select(mount => mount.Source).ToList() is { Count: > 0 } folders
            ? Failed($"mounted: {Listed(folders)}") : Passed("none mounted")),
        new("5.8", "Privileged ports of the host", (container, _) => container.Ports.Where(port => port.HostPort < 1024).Select(port => port.HostPort).ToList() is { Count: > 0 } ports
            ? Failed($"used: {Listed(ports)}") : Passed("none used")),
        new("5.9", "Open ports", (container, world) => container.Ports.Select(port => port.ContainerPort).Distinct().Where(port => port != world.Needed.GetValueOrDefault(container.Name)).ToList() is { Count: > 0 } ports
            ? Failed($"open without need: {Listed(ports)}") : Passed(container.Ports.IsEmpty ? "none" : "only the one that visitors come by")),
        new("5.10", "Network of the host", (container, _) => container.NetworkMode == "host" ? Failed("shared") : Passed("not shared")),
        new("5.11", "Memory limit", (container, _) => container.MemoryBytes <= 0 ? Failed("none") : Passed(Text($"{container.MemoryBytes / MiB} MB"))),
        new("5.12", "Share of the processors", (container, _) => container.CpuMillis > 0 ? Passed(Text($"at most {container.CpuMillis / 10} % of one processor"))
            : container.CpuShares is 0 or DefaultShares ? Failed("neither limit nor weight") : Passed(Text($"weight {container.CpuShares}"))),
        new("5.13", "Root file system", (container, _) => container.HasReadOnlyRoot ? Passed("read-only") : Failed("can be written")),
        new("5.14", "Address of open ports", (container, _) => container.Ports.Where(port => port.Address is "" or "0.0.0.0" or "::").Select(port => port.HostPort).ToList() is { Count: > 0 } ports
            ? Failed($"on all of the host: {Listed(ports)}") : Passed(container.Ports.IsEmpty ? "no port open" : $"only {Listed(container.Ports.Select(port => port.Address).Distinct())}")),
        new("5.15", "Restart after a failure", (container, _) => container.RestartPolicy switch
        {
            "on-failure" when container.RestartTries is > 0 and <= MostTries => Passed(Text($"at most {container.RestartTries} times")),
            "always" => Excepted("always, instead of five times at most: a shop has to come back after a restart of its server, and the engine waits longer before each try"),
            var policy => Failed($"policy {(policy.Length == 0 ? "no" : policy)}"),
        }),
        new("5.16", "Processes of the host", (container, _) => container.ProcessMode == "host" ? Failed("shared") : Passed("not shared")),
        new("5.17", "Shared memory of the host", (container, _) => container.IpcMode == "host" ? Failed("shared") : Passed("not shared")),
        new("5.18", "Devices of the host", (container, _) => container.Devices.IsEmpty ? Passed("none") : Failed($"given: {Listed(container.Devices)}")),
        new("5.19", "Limits of open files and the like", (container, _) => container.Ulimits.Where(limit => limit.Hard < 0).Select(limit => limit.Name).ToList() is { Count: > 0 } unlimited
            ? Failed($"without limit: {Listed(unlimited)}") : Passed(container.Ulimits.IsEmpty ? "the engine's own" : "own ones")),
        new("5.20", "Mounts seen by the host", (container, _) => container.Mounts.Where(mount => mount.Propagation is "shared" or "rshared").Select(mount => mount.Path).ToList() is { Count: > 0 } paths
            ? Failed($"shared: {Listed(paths)}") : Passed("none")),
        new("5.21", "Host name of the host", (container, _) => container.UtsMode == "host" ? Failed("shared") : Passed("not shared")),
        new("5.22", "Filter of system calls (seccomp)", (container, world) => !world.Kernel.HasSeccomp ? Failed("the engine has none")
            : container.IsPrivileged || container.SecurityOptions.Any(option => option is "seccomp=unconfined" or "seccomp:unconfined") ? Failed("switched off") : Passed("on")),
        new("5.25", "Group its limits are counted in", (container, _) => container.CgroupParent.Length == 0 ? Passed("its own") : Failed($"below {container.CgroupParent}")),
        new("5.26", "Gaining privileges", (container, _) => container.SecurityOptions.Any(option => option is "no-new-privileges" or "no-new-privileges:true" or "no-new-privileges=true")
            ? Passed("ruled out") : Failed("possible")),
        new("5.27", "Health at run time", (container, _) => container.Health switch
        {
            "" => Excepted("not asked by the engine: the platform asks each part when it starts it, and the shop from outside all the time"),
            "unhealthy" => Failed("unhealthy"),
            var health => Passed(health),
        }),
        new("5.28", "Version of the image", (container, _) => IsFixed(container.Image) ? Passed("fixed") : Failed($"{container.Image} may change")),
        new("5.29", "Limit of processes", (container, _) => container.Pids <= 0 ? Failed("none") : Passed(Text($"{container.Pids}"))),
        new("5.30", "Docker's default network", (container, _) => container.NetworkMode is "default" or "bridge" || container.Networks.Contains("bridge") ? Failed("used") : Passed("not used")),
        new("5.31", "Users of the host", (container, _) => container.UserMode == "host" ? Failed("shared on purpose") : Passed("not asked for")),
        new("5.32", "Docker's socket", (container, _) => container.Mounts.Any(mount => mount.Source.Contains("docker.sock", StringComparison.Ordinal)) ? Failed("mounted") : Passed("not mounted")),
    ];

    /// <param name="inspection">Of one store's running containers.</param>
    /// <param name="needed">The port that visitors come by, by the name of the container that has one.</param>
    /// <param name="now">When the engine was asked.</param>
    public static HardeningScore Score(Inspection inspection, IReadOnlyDictionary<string, int> needed, DateTimeOffset now)
    {
        var world = new World(inspection.Kernel, needed);
        return new HardeningScore(now, inspection.Containers.IsEmpty ? [] : [.. Items.Select(item => Judged(item, inspection.Containers, world))]);
    }

    private static HardeningItem Judged(Item item, ImmutableArray<ContainerFacts> containers, World world)
    {
        var all = containers.Select(container => (Part: PartOf(container), Finding: item.Look(container, world))).ToList();
        var worst = all.Max(one => one.Finding.Outcome);
        var found = all.Where(one => one.Finding.Outcome == worst).GroupBy(one => one.Finding.Found, one => one.Part).ToList();
        return new HardeningItem(item.Number, item.Title, worst, found is [var same] && same.Count() == all.Count
            ? same.Key
            : string.Join("; ", found.Select(group => $"{string.Join(", ", group)}: {group.Key}")));
    }

    private static string PartOf(ContainerFacts container) => container.Labels.GetValueOrDefault(EngineLabels.Role, container.Name);

    private static bool IsFixed(string image) => image.Contains("sha256:", StringComparison.Ordinal) || image[(image.LastIndexOf('/') + 1)..].Split(':') is [_, not ("latest" or "")];

    private static string Listed<T>(IEnumerable<T> values) => string.Join(", ", values);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Finding Passed(string found) => new(HardeningOutcome.Passed, found);

    private static Finding Failed(string found) => new(HardeningOutcome.Failed, found);

    private static Finding Excepted(string why) => new(HardeningOutcome.Excepted, why);

    private static Finding NotApplicable(string why) => new(HardeningOutcome.NotApplicable, why);

    private sealed record Item(string Number, string Title, Func<ContainerFacts, World, Finding> Look);

    private sealed record World(KernelFacts Kernel, IReadOnlyDictionary<string, int> Needed);

    private sealed record Finding(HardeningOutcome Outcome, string Found);
}
