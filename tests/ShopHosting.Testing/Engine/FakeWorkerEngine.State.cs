using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>The objects and what the verbs do to them. All of it under the lock.</summary>
public sealed partial class FakeWorkerEngine
{
    private static readonly ImmutableSortedDictionary<string, string> NoLabels = ImmutableSortedDictionary<string, string>.Empty;

    private readonly ContainerPolicy policy = policy ?? new(installation, ContainerPolicy.OwnImages);
    private readonly Dictionary<string, FakeImage> images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeNetwork> networks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeVolume> volumes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeContainer> containers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, FakeContainer> ports = [];
    private readonly SubnetMap subnets = new();
    private readonly List<Channel<EngineEvent>> listeners = [];
    private long lastNumber;
    private long lastCursor;

    private Result HasImage(ImageSpec image)
        => !images.TryGetValue(image.Reference, out var found) ? EngineErrors.ImageMissing(image)
            : image.Content is null || image.Content == found.Content ? Result.Success
            : EngineErrors.ImageDiffers(image, found.Content ?? "without a label");

    private Result<Ensured> EnsureNetwork(NetworkSpec network)
    {
        if (policy.Check(network) is { Error: { } forbidden })
        {
            return forbidden;
        }

        if (networks.TryGetValue(network.Name, out var found))
        {
            if (!IsOurs(found.Info.Labels))
            {
                return EngineErrors.Foreign("network", network.Name);
            }

            if (found.Spec.Subnet == network.Subnet && found.Spec.IsInternal == network.IsInternal && (network.Bridge is null || network.Bridge == found.Spec.Bridge))
            {
                return Ensured.Unchanged;
            }

            if (found.Users.Count > 0)
            {
                return EngineErrors.InUse("network", network.Name, "it differs and has containers in it");
            }

            DropNetwork(found);
        }

        return AddNetwork(network) ? Ensured.Created : EngineErrors.SubnetTaken(network.Subnet);
    }

    private Result<Ensured> EnsureVolume(VolumeSpec volume)
    {
        if (policy.Check(volume) is { Error: { } forbidden })
        {
            return forbidden;
        }

        if (volumes.TryGetValue(volume.Name, out var found))
        {
            return IsOurs(found.Info.Labels) ? Ensured.Unchanged : EngineErrors.Foreign("volume", volume.Name);
        }

        volumes.Add(volume.Name, new(new(volume.Name, clock.GetUtcNow(), volume.Labels), ++lastNumber));
        return Ensured.Created;
    }

    private Result<Ensured> EnsureContainer(ContainerSpec spec, ImmutableArray<UploadFile> files)
    {
        if (policy.Check(spec, files) is { Error: { } forbidden })
        {
            return forbidden;
        }

        var hash = SpecHash.Of(spec, files);
        if (containers.TryGetValue(spec.Name, out var found))
        {
            if (!IsOurs(found.Labels))
            {
                return EngineErrors.Foreign("container", spec.Name);
            }

            var hasItsNetworks = found.Networks.All(network => networks.TryGetValue(network.Key, out var now) && now.Info.Id == network.Value.Id);
            if (found.Labels.GetValueOrDefault(EngineLabels.Spec) == hash && hasItsNetworks)
            {
                return Mend(found, files);
            }

            Drop(found);
        }

        if (PartsAreOurs(spec) is { Error: { } missing })
        {
            return missing;
        }

        if (!images.ContainsKey(spec.Image.Reference))
        {
            return EngineErrors.ImageMissing(spec.Image);
        }

        var created = new FakeContainer(spec, NewId(), clock.GetUtcNow(), spec.Labels.SetItem(EngineLabels.Spec, hash));
        containers.Add(spec.Name, created);
        MountVolumes(created);
        Tell(created, "create");
        return Complete(created, files) is { Error: { } error } ? error : Ensured.Created;
    }

    private Result<Ensured> Mend(FakeContainer found, ImmutableArray<UploadFile> files)
    {
        if (found.State is "running" or "restarting" && found.Spec.Networks.All(network => found.Networks.ContainsKey(network.Network)))
        {
            return Ensured.Unchanged;
        }

        var mended = found.State == "created" ? Complete(found, files) : Attach(found) is { Ok: false } apart ? apart : Start(found);
        return mended.Ok ? Ensured.Mended : mended.Error;
    }

    private Result PartsAreOurs(ContainerSpec spec)
    {
        foreach (var volume in spec.Volumes)
        {
            if (!volumes.TryGetValue(volume.Volume, out var found))
            {
                return EngineErrors.Missing("volume", volume.Volume);
            }

            if (!IsOurs(found.Info.Labels))
            {
                return EngineErrors.Foreign("volume", volume.Volume);
            }
        }

        foreach (var network in spec.Networks)
        {
            if (!networks.TryGetValue(network.Network, out var found))
            {
                return EngineErrors.Missing("network", network.Network);
            }

            if (!IsOurs(found.Info.Labels))
            {
                return EngineErrors.Foreign("network", network.Network);
            }
        }

        return Result.Success;
    }

    private void MountVolumes(FakeContainer container)
    {
        foreach (var mount in container.Spec.Volumes)
        {
            var volume = volumes[mount.Volume];
            volume.Users.Add(container);
            if (mount.Copy && volume.CopiedFrom is null && volume.Files.Count == 0)
            {
                volume.CopiedFrom = container.Spec.Image.Reference;
            }
        }
    }

    private Result Complete(FakeContainer container, ImmutableArray<UploadFile> files)
        => Put(container, files) is { Ok: false } notPut ? notPut
            : Attach(container) is { Ok: false } apart ? apart
            : Start(container);

    private Result Attach(FakeContainer container)
    {
        foreach (var attachment in container.Spec.Networks.Where(attachment => !container.Networks.ContainsKey(attachment.Network)))
        {
            if (!networks.TryGetValue(attachment.Network, out var network))
            {
                return EngineErrors.Missing("network", attachment.Network);
            }

            container.Networks.Add(attachment.Network, (network.Info.Id, attachment.Address ?? SubnetMap.AddressIn(network.Info.Subnet, 2 + network.Users.Count)));
            network.Users.Add(container);
        }

        return Result.Success;
    }

    private Result Start(FakeContainer container)
    {
        if (container.State == "running")
        {
            return Result.Success;
        }

        foreach (var port in container.Spec.Ports)
        {
            if (foreignPorts.Contains(port.HostPort) || (ports.TryGetValue(port.HostPort, out var user) && user != container))
            {
                return EngineErrors.PortTaken(port.HostPort);
            }
        }

        var exitCode = exitCodes.TryGetValue(RoleOf(container), out var code) ? code : (int?)null;
        container.State = exitCode is null ? "running" : "restarting";
        container.StartedAt = clock.GetUtcNow();
        container.ExitCode = exitCode;
        foreach (var port in container.Spec.Ports)
        {
            ports[port.HostPort] = container;
        }

        Tell(container, "start");
        if (exitCode is not null)
        {
            Tell(container, "die");
        }

        return Result.Success;
    }

    private Result Restart(string name)
    {
        var found = Ours(name);
        if (!found.Ok)
        {
            return found.Error;
        }

        var container = found.Value;
        if (container.State == "created")
        {
            return EngineErrors.Refused($"container {name} was never completed; ensure it instead");
        }

        Halt(container, 0);
        return Start(container);
    }

    private Result Stop(string name)
    {
        if (!containers.ContainsKey(name))
        {
            return Result.Success;
        }

        var found = Ours(name);
        if (found.Ok && found.Value.State is "running" or "restarting")
        {
            Halt(found.Value!, 0);
        }

        return new(found.Error);
    }

    private Result<ExecAnswer> Exec(ExecRequest request)
    {
        var found = Ours(request.Container);
        if (!found.Ok)
        {
            return found.Error;
        }

        if (request.Command.IsDefaultOrEmpty)
        {
            return EngineErrors.Refused("there is no command to run");
        }

        if (found.Value.State != "running")
        {
            return EngineErrors.NotRunning(request.Container);
        }

        var script = execs.GetValueOrDefault(RoleOf(found.Value)) ?? execs.GetValueOrDefault("*");
        return script is null
            ? new ExecAnswer(127, $"No OnExec for role {RoleOf(found.Value)}: {string.Join(' ', request.Command)}")
            : script(new(found.Value.Spec, request, this));
    }

    private Result Upload(string name, ImmutableArray<UploadFile> files)
    {
        if (ContainerPolicy.CheckFiles(name, files) is { Ok: false } forbidden)
        {
            return forbidden;
        }

        var found = Ours(name);
        return found.Ok ? Put(found.Value, files) : found.Error;
    }

    private static bool IsInVolume(FakeContainer container, string path) => container.Spec.Volumes.Any(mount => path.StartsWith(mount.Path + "/", StringComparison.Ordinal));

    private Result Put(FakeContainer container, ImmutableArray<UploadFile> files)
    {
        if (container.Spec.HasReadOnlyRoot && files.FirstOrDefault(file => !IsInVolume(container, file.Path)) is { } outside)
        {
            return EngineErrors.Refused($"container rootfs is marked read-only: {outside.Path}");
        }

        foreach (var file in files)
        {
            var (place, key) = Place(container, file.Path);
            place[key] = file;
        }

        return Result.Success;
    }

    private (Dictionary<string, UploadFile> Files, string Key) Place(FakeContainer container, string path)
    {
        var mount = container.Spec.Volumes.Where(mount => path.StartsWith(mount.Path + "/", StringComparison.Ordinal)).MaxBy(mount => mount.Path.Length);
        return mount is null ? (container.Files, path) : (volumes[mount.Volume].Files, path[(mount.Path.Length + 1)..]);
    }

    private ProbeAnswer Probe(HttpProbe probe)
    {
        var answer = probes.Select(script => script(probe)).FirstOrDefault(answer => answer is not null);
        return answer ?? (ports.TryGetValue(probe.Port, out var container) && container.State == "running"
            ? new(200, TimeSpan.Zero, probe.ExpectStatus == 200 ? null : $"the answer was 200 where {probe.ExpectStatus} is wanted")
            : new(0, TimeSpan.Zero, $"nobody answers at {probe.Address}:{probe.Port}"));
    }

    private Result RemoveContainer(string name, ImmutableSortedDictionary<string, string> labels)
    {
        if (!containers.TryGetValue(name, out var found))
        {
            return Result.Success;
        }

        if (!IsOurs(found.Labels) || !Carries(found.Labels, labels))
        {
            return EngineErrors.Foreign("container", name);
        }

        Drop(found);
        return Result.Success;
    }

    private Result RemoveNetwork(string name, ImmutableSortedDictionary<string, string> labels)
    {
        if (!networks.TryGetValue(name, out var found))
        {
            return Result.Success;
        }

        if (!IsOurs(found.Info.Labels) || !Carries(found.Info.Labels, labels))
        {
            return EngineErrors.Foreign("network", name);
        }

        if (found.Users.Any(user => !IsOurs(user.Labels)))
        {
            return EngineErrors.InUse("network", name, "a container of somebody else is in it");
        }

        foreach (var user in found.Users)
        {
            user.Networks.Remove(name);
        }

        DropNetwork(found);
        return Result.Success;
    }

    private Result RemoveVolume(string name, ImmutableSortedDictionary<string, string> labels)
    {
        if (!volumes.TryGetValue(name, out var found))
        {
            return Result.Success;
        }

        if (!IsOurs(found.Info.Labels) || !Carries(found.Info.Labels, labels))
        {
            return EngineErrors.Foreign("volume", name);
        }

        if (found.Users.FirstOrDefault() is { } user)
        {
            return EngineErrors.InUse("volume", name, user.Spec.Name);
        }

        volumes.Remove(name);
        return Result.Success;
    }

    private Result<FakeContainer> Ours(string name)
        => !containers.TryGetValue(name, out var found) ? EngineErrors.Missing("container", name)
            : !IsOurs(found.Labels) ? EngineErrors.Foreign("container", name)
            : found;

    private bool AddNetwork(NetworkSpec network)
    {
        if (!subnets.TryTake(network.Subnet))
        {
            return false;
        }

        networks.Add(network.Name, new(new(network.Name, NewId(), network.Subnet, network.Labels), network));
        return true;
    }

    private void DropNetwork(FakeNetwork network)
    {
        subnets.Give(network.Info.Subnet);
        networks.Remove(network.Info.Name);
    }

    private void Drop(FakeContainer container)
    {
        if (container.State is "running" or "restarting")
        {
            Halt(container, 137);
        }

        containers.Remove(container.Spec.Name);
        foreach (var name in container.Networks.Keys)
        {
            networks.GetValueOrDefault(name)?.Users.Remove(container);
        }

        foreach (var mount in container.Spec.Volumes)
        {
            volumes.GetValueOrDefault(mount.Volume)?.Users.Remove(container);
        }

        Tell(container, "destroy");
    }

    private void Halt(FakeContainer container, int exitCode)
    {
        container.State = "exited";
        container.ExitCode = exitCode;
        foreach (var port in container.Spec.Ports.Where(port => ports.GetValueOrDefault(port.HostPort) == container))
        {
            ports.Remove(port.HostPort);
        }

        Tell(container, "die");
    }

    private ImmutableArray<ContainerCounters> Counters(ImmutableSortedDictionary<string, string> labels)
        =>
        [
            .. containers.Values.Where(container => container.State == "running" && IsOurs(container.Labels) && Carries(container.Labels, labels)).Select(container => new ContainerCounters(
                container.Spec.Name, clock.GetUtcNow(), container.Used.Processor, container.Used.MemoryBytes, container.Used.ReceivedBytes, container.Used.SentBytes,
                container.Pids, container.Spec.Limits.Pids, container.StartedAt)),
        ];

    private Inspection Inspect(ImmutableSortedDictionary<string, string> labels)
        => new(Kernel, [.. containers.Values.Where(container => container.State == "running" && IsOurs(container.Labels) && Carries(container.Labels, labels)).Select(container => container.ToFacts())]);

    private ImmutableArray<LogLine> LinesOf(string name, long afterCursor, int tail, out bool isThere)
    {
        lock (gate)
        {
            isThere = containers.TryGetValue(name, out var found) && IsOurs(found.Labels);
            return isThere ? [.. found!.Log.Where(line => line.Cursor > afterCursor).TakeLast(tail)] : [];
        }
    }

    private void Write(FakeContainer container, string text, bool isError)
    {
        lastCursor = Math.Max(lastCursor + 1, (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);
        container.Log.Add(new(lastCursor, clock.GetUtcNow(), isError, text));
    }

    private ChannelReader<EngineEvent> Listen()
    {
        lock (gate)
        {
            var listener = Channel.CreateUnbounded<EngineEvent>();
            listeners.Add(listener);
            return listener.Reader;
        }
    }

    private void Unlisten(ChannelReader<EngineEvent> reader)
    {
        lock (gate)
        {
            listeners.RemoveAll(listener => listener.Reader == reader);
        }
    }

    private void Tell(FakeContainer container, string action)
    {
        foreach (var listener in listeners)
        {
            listener.Writer.TryWrite(new(clock.GetUtcNow(), "container", action, container.Spec.Name, container.Labels));
        }

        Change();
    }

    private bool IsOurs(ImmutableSortedDictionary<string, string> labels) => labels.GetValueOrDefault(EngineLabels.Installation) == installation.Value;

    private static bool Carries(ImmutableSortedDictionary<string, string> labels, ImmutableSortedDictionary<string, string> wanted)
        => wanted.All(label => labels.GetValueOrDefault(label.Key) == label.Value);

    private static string RoleOf(FakeContainer container) => container.Labels.GetValueOrDefault(EngineLabels.Role) ?? "";

    private string NewId() => (++lastNumber).ToString("x64", CultureInfo.InvariantCulture);
}
