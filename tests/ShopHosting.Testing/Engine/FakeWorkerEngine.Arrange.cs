using System.Collections.Immutable;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>What tests order and what they look at.</summary>
public sealed partial class FakeWorkerEngine
{
    private readonly HashSet<int> foreignPorts = [];
    private readonly Dictionary<string, Func<FakeExec, ExecAnswer>> execs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> exitCodes = new(StringComparer.Ordinal);
    private readonly List<Func<HttpProbe, ProbeAnswer?>> probes = [];

    public FakeFaults Faults { get; } = new();

    /// <summary>How long a call of a verb takes. Default: no time, and then calls are synchronous.</summary>
    public Func<EngineVerb, TimeSpan> Latency { get; set; } = static _ => TimeSpan.Zero;

    /// <summary>Off for simulations that last.</summary>
    public bool KeepsJournal { get; set; } = true;

    /// <summary>What is listed in place of what there is; for simulations of more than memory holds.</summary>
    public Func<ImmutableSortedDictionary<string, string>, Inventory>? Lists { get; set; }

    public EngineInfo Info { get; set; } = new()
    {
        EngineVersion = "20.10.24",
        ApiVersion = "1.41",
        OperatingSystem = "Fake",
        StorageDriver = "overlay2",
        CgroupVersion = "2",
        HasLiveRestore = true,
        Processors = 4,
        MemoryBytes = 8L << 30,
    };

    /// <summary>How far the clock of its machine is ahead.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>As of a Docker engine on Debian without AppArmor.</summary>
    public KernelFacts Kernel { get; set; } = new(HasAppArmor: false, HasSelinux: false, HasSeccomp: true);

    /// <summary>Every call that had an outcome, in order.</summary>
    public ImmutableArray<EngineCall> Journal
    {
        get
        {
            lock (gate)
            {
                return [.. journal];
            }
        }
    }

    public void AddImage(string reference, string? content = null) => Arranged(() => images[reference] = new(reference, content));

    public void RemoveImage(string reference) => Arranged(() => images.Remove(reference));

    /// <summary>The references of the images that are there.</summary>
    public ImmutableArray<string> Images
    {
        get
        {
            lock (gate)
            {
                return [.. images.Keys];
            }
        }
    }

    /// <summary>How many listen to the events at this moment.</summary>
    public int Listeners
    {
        get
        {
            lock (gate)
            {
                return listeners.Count;
            }
        }
    }

    /// <summary>A port on which another program of the worker listens.</summary>
    public void TakePort(int port) => Arranged(() => foreignPorts.Add(port));

    public void FreePort(int port) => Arranged(() => foreignPorts.Remove(port));

    /// <summary>What commands answer in containers of a role, <c>*</c> for every other role. A role without a script answers 127.</summary>
    public void OnExec(string role, Func<FakeExec, ExecAnswer> answer) => Arranged(() => execs[role] = answer);

    /// <summary>What a request answers; null leaves it to the next, at last to whether a running container has published the port.</summary>
    public void OnProbe(Func<HttpProbe, ProbeAnswer?> answer) => Arranged(() => probes.Insert(0, answer));

    /// <summary>Containers of a role end at once when they start, with this code; null lets them run again.</summary>
    public void OnStart(string role, int? exitCode)
        => Arranged(() =>
        {
            if (exitCode is { } code)
            {
                exitCodes[role] = code;
            }
            else
            {
                exitCodes.Remove(role);
            }
        });

    /// <summary>Puts a network there that somebody else made, with labels of theirs.</summary>
    public void AddForeignNetwork(string name, string subnet, ImmutableSortedDictionary<string, string>? labels = null)
        => Arranged(() => AddNetwork(new() { Name = name, Subnet = subnet, Labels = labels ?? NoLabels }));

    /// <summary>Its maker takes it away, when it is there.</summary>
    public void LoseNetwork(string name) => Arranged(() => networks.Remove(name));

    public void AddForeignVolume(string name, ImmutableSortedDictionary<string, string>? labels = null)
        => Arranged(() => volumes.Add(name, new(new(name, clock.GetUtcNow(), labels ?? NoLabels), ++lastNumber)));

    public void AddForeignContainer(string name, ImmutableSortedDictionary<string, string>? labels = null)
        => Arranged(() => containers.Add(name, new(ForeignSpec(name, labels ?? NoLabels), NewId(), clock.GetUtcNow(), labels ?? NoLabels) { State = "running" }));

    /// <summary>A container ends by itself, as by a crash or the worker's lack of memory. Its restart policy is not followed, so that tests see it.</summary>
    public void Crash(string container, int exitCode = 137)
        => Arranged(() =>
        {
            var crashed = containers[container];
            Halt(crashed, exitCode);
        });

    /// <summary>A container wants more memory than it has: one of its processes is ended, or with its first one all of it.</summary>
    public void RunOutOfMemory(string container, bool ends)
        => Arranged(() =>
        {
            Tell(containers[container], "oom");
            if (ends)
            {
                Halt(containers[container], 137);
            }
        });

    /// <summary>A container has this many processes now.</summary>
    public void Fill(string container, int processes) => Arranged(() => { containers[container].Pids = processes; });

    /// <summary>Somebody takes an object away behind our back.</summary>
    public void Lose(string container) => Arranged(() => Drop(containers[container]));

    /// <summary>Somebody changes a container by hand, as with <c>docker update</c>.</summary>
    public void Alter(string container, Func<ContainerFacts, ContainerFacts> how) => Arranged(() =>
    {
        containers[container].Altered = how;
        Tell(containers[container], "update");
    });

    /// <summary>A container writes a line.</summary>
    public void Say(string container, string text, bool isError = false) => Arranged(() => Write(containers[container], text, isError));

    /// <summary>A container has used this much processor time and traffic more, and holds this much memory now.</summary>
    public void Use(string container, TimeSpan processor, long memoryBytes, long receivedBytes = 0, long sentBytes = 0)
        => Arranged(() =>
        {
            var used = containers[container].Used;
            containers[container].Used = (used.Processor + processor, memoryBytes, used.ReceivedBytes + receivedBytes, used.SentBytes + sentBytes);
        });

    /// <summary>A volume as it is now; null when there is none of that name.</summary>
    public FakeVolume? Volume(string name)
    {
        lock (gate)
        {
            return volumes.GetValueOrDefault(name);
        }
    }

    /// <summary>A container's specification, as it was last made; null when there is none.</summary>
    public ContainerSpec? Container(string name)
    {
        lock (gate)
        {
            return containers.GetValueOrDefault(name)?.Spec;
        }
    }

    /// <summary>A file as a container has it, in a volume or beside; null when there is none.</summary>
    public UploadFile? FileIn(string container, string path)
    {
        lock (gate)
        {
            return containers.TryGetValue(container, out var found) && Place(found, path) is var (files, key) ? files.GetValueOrDefault(key) : null;
        }
    }

    /// <summary>Everything that carries the labels; everything at all without labels.</summary>
    public Inventory Census(ImmutableSortedDictionary<string, string>? labels = null)
    {
        lock (gate)
        {
            var wanted = labels ?? NoLabels;
            return new(
                [.. containers.Values.Where(container => Carries(container.Labels, wanted)).Select(container => container.ToInfo())],
                [.. networks.Values.Where(network => Carries(network.Info.Labels, wanted)).Select(network => network.Info)],
                [.. volumes.Values.Where(volume => Carries(volume.Info.Labels, wanted)).Select(volume => volume.Info)]);
        }
    }

    private static ContainerSpec ForeignSpec(string name, ImmutableSortedDictionary<string, string> labels)
        => new() { Name = name, Image = new("foreign:1"), Labels = labels, Limits = new(0, 0, 0) };

    private void Arranged(Action change)
    {
        lock (gate)
        {
            change();
            Change();
        }
    }

    private bool Arranged<T>(Func<T> change)
    {
        lock (gate)
        {
            change();
            Change();
            return true;
        }
    }
}
