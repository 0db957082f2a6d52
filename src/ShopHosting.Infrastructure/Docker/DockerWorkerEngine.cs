using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>The verbs of <see cref="IWorkerEngine"/> on one Docker engine: each looks first, does what is missing and touches nothing of others.</summary>
public sealed partial class DockerWorkerEngine : IWorkerEngine, IDisposable
{
    private static readonly TimeSpan ExecTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KernelKept = TimeSpan.FromMinutes(1);

    private readonly DockerClient docker;
    private readonly InstallationId installation;
    private readonly ContainerPolicy policy;
    private readonly IProbeClient probes;
    private readonly EdgeProbeClient elsewhere;
    private readonly TimeProvider clock;
    private readonly ILogger<DockerWorkerEngine> logger;
    private readonly WorkerId worker;
    private readonly NameLocks locks;
    private KernelNote? kernel;

    /// <param name="probes">For a worker that is this machine; one elsewhere is asked by its edge.</param>
    internal DockerWorkerEngine(
        WorkerId worker,
        DockerClient docker,
        NameLocks locks,
        InstallationId installation,
        ContainerPolicy policy,
        IProbeClient probes,
        TimeProvider clock,
        ILogger<DockerWorkerEngine> logger)
    {
        (this.worker, this.docker, this.locks, this.installation, this.policy, this.probes, this.clock, this.logger) = (worker, docker, locks, installation, policy, probes, clock, logger);
        elsewhere = new(this, installation);
    }

    /// <summary>For what is more than the verbs.</summary>
    internal DockerClient Docker => docker;

    public void Dispose() => docker.Dispose();

    public async Task<Result<EngineInfo>> DescribeAsync(CancellationToken cancellationToken)
    {
        var spoken = await docker.NegotiateAsync(cancellationToken);
        if (!spoken.Ok)
        {
            return spoken.Error;
        }

        var told = await docker.InfoAsync(cancellationToken);
        var networks = told.Ok ? await docker.NetworksAsync(ImmutableSortedDictionary<string, string>.Empty, cancellationToken) : told.Error;
        return !told.Ok ? told.Error : !networks.Ok ? networks.Error : new EngineInfo
        {
            Id = told.Value.ID,
            SystemTime = DateTimeOffset.TryParse(told.Value.SystemTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
            Networks = [.. networks.Value.Select(EngineView.Network)],
            UnknownLimits = UnknownLimits(told.Value),
            EngineVersion = told.Value.ServerVersion,
            ApiVersion = spoken.Value.ToString(),
            OperatingSystem = told.Value.OperatingSystem,
            StorageDriver = told.Value.Driver,
            CgroupVersion = told.Value.CgroupVersion ?? "1",
            HasLiveRestore = told.Value.LiveRestoreEnabled,
            Processors = told.Value.NCPU,
            MemoryBytes = told.Value.MemTotal,
        };
    }

    private static ImmutableArray<string> UnknownLimits(SystemInfo engine)
        => [.. new (bool IsKnown, string What)[] { (engine.MemoryLimit, "the memory"), (engine.CpuCfsQuota, "the processors"), (engine.PidsLimit, "the processes") }.Where(limit => !limit.IsKnown).Select(limit => limit.What)];

    public Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken) => docker.PingAsync(upTo, cancellationToken);

    public async Task<Result> EnsureImageAsync(ImageSpec image, CancellationToken cancellationToken)
    {
        var found = await docker.ImageAsync(image.Reference, cancellationToken);
        if (!found.Ok)
        {
            return found.Error.Code is DockerErrors.ImageMissing or DockerErrors.Missing ? EngineErrors.ImageMissing(image) : found.Error;
        }

        var content = found.Value.Config?.Labels?.GetValueOrDefault(EngineLabels.Content);
        return image.Content is null || image.Content == content ? Result.Success : EngineErrors.ImageDiffers(image, content ?? "without a label");
    }

    public async Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken)
        => await (await docker.IsHereAsync(cancellationToken) ? probes : elsewhere).ProbeAsync(probe, cancellationToken);

    public async Task<Result<ExecAnswer>> ExecAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        if (request.Command.IsDefaultOrEmpty)
        {
            return EngineErrors.Refused("there is no command to run");
        }

        var found = await OursAsync(request.Container, cancellationToken);
        if (!found.Ok)
        {
            return found.Error;
        }

        var created = await docker.CreateExecAsync(found.Value.Id, new([.. request.Command], request.User, request.Input is not null), cancellationToken);
        if (!created.Ok)
        {
            return created.Error.Code is DockerErrors.NotRunning or DockerErrors.InUse ? EngineErrors.NotRunning(request.Container) : Named(created.Error, request.Container);
        }

        var output = await docker.RunExecAsync(created.Value.Id, request.Input?.Bytes, request.Timeout ?? ExecTimeout, cancellationToken);
        if (!output.Ok)
        {
            return output.Error.Code is DockerErrors.NotRunning ? EngineErrors.NotRunning(request.Container) : Named(output.Error, request.Container);
        }

        var code = await docker.ExitCodeAsync(created.Value.Id, cancellationToken);
        return code.Ok ? new ExecAnswer(code.Value, Encoding.UTF8.GetString(Utf8.WholeLetters(output.Value))) : Named(code.Error, request.Container);
    }

    public async Task<Result<Inventory>> ListAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var (containers, networks, volumes) = (docker.ContainersAsync(labels, cancellationToken), docker.NetworksAsync(labels, cancellationToken), docker.VolumesAsync(labels, cancellationToken));
        await Task.WhenAll(containers, networks, volumes);
        var error = (await containers).Error ?? (await networks).Error ?? (await volumes).Error;
        if (error is not null)
        {
            return error;
        }

        return new Inventory(
            [.. (await containers).Value!.Select(EngineView.Container)],
            [.. (await networks).Value!.Select(EngineView.Network)],
            [.. ((await volumes).Value!.Volumes ?? []).Select(EngineView.Volume)]);
    }

    public async Task<Result<ImmutableArray<ContainerCounters>>> CountersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var running = await docker.RunningContainersAsync(labels.SetItem(EngineLabels.Installation, installation.Value), cancellationToken);
        if (!running.Ok)
        {
            return running.Error;
        }

        var counted = await Task.WhenAll(running.Value.Select(async container =>
        {
            var details = docker.ContainerAsync(container.Id, cancellationToken);
            return (EngineView.Container(container).Name, Stats: await docker.StatsAsync(container.Id, cancellationToken), Details: (await details).Value);
        }));
        return counted.FirstOrDefault(container => container.Stats.Error is { Code: not DockerErrors.Missing }).Stats?.Error is { } error
            ? Public(error)
            : counted.Select(container => EngineView.Counters(container.Name, container.Stats.Value, container.Details)).OfType<ContainerCounters>().ToImmutableArray();
    }

    public async Task<Result<Inspection>> InspectAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var (known, running) = (KernelAsync(cancellationToken), docker.RunningContainersAsync(labels.SetItem(EngineLabels.Installation, installation.Value), cancellationToken));
        await Task.WhenAll(known, running);
        if (((await known).Error ?? (await running).Error) is { } silent)
        {
            return Public(silent);
        }

        var inspected = await Task.WhenAll((await running).Value!.Select(container => docker.ContainerAsync(container.Id, cancellationToken)));
        return inspected.FirstOrDefault(container => container.Error is { Code: not DockerErrors.Missing })?.Error is { } error
            ? Public(error)
            : new Inspection((await known).Value!, [.. inspected.Where(container => container is { Ok: true, Value.State.Status: "running" }).Select(container => EngineView.Facts(container.Value!))]);
    }

    public async IAsyncEnumerable<LogLine> LogsAsync(string container, long afterCursor, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await OursAsync(container, cancellationToken);
        var opened = found.Ok ? await docker.LogsAsync(found.Value.Id, afterCursor, tail, follow, cancellationToken) : found.Error;
        if (!opened.Ok)
        {
            if (opened.Error.Code is "engine.missing" or DockerErrors.Missing)
            {
                yield break;
            }

            throw new EngineStreamException(opened.Error);
        }

        using var response = opened.Value;
        var lines = new LogLines(afterCursor);
        await foreach (var frame in docker.ReadFramesAsync(response, cancellationToken))
        {
            foreach (var line in lines.Add(frame))
            {
                yield return line;
            }
        }

        foreach (var line in lines.Finish())
        {
            yield return line;
        }
    }

    public async IAsyncEnumerable<EngineEvent> EventsAsync(ImmutableSortedDictionary<string, string> labels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var opened = await docker.EventsAsync(labels, cancellationToken);
        if (!opened.Ok)
        {
            throw new EngineStreamException(opened.Error);
        }

        using var response = opened.Value;
        yield return new(clock.GetUtcNow(), "engine", "connected", worker.Value, ImmutableSortedDictionary<string, string>.Empty);
        await foreach (var message in docker.ReadEventsAsync(response, cancellationToken))
        {
            yield return EngineView.Event(message);
        }
    }

    /// <summary>It changes with a restart of the engine only, and Docker takes longer to tell it (60 ms) than all of a store's containers.</summary>
    private async Task<Result<KernelFacts>> KernelAsync(CancellationToken cancellationToken)
    {
        if (kernel is { } kept && clock.GetElapsedTime(kept.At) < KernelKept)
        {
            return kept.Facts;
        }

        var told = await docker.InfoAsync(cancellationToken);
        if (!told.Ok)
        {
            return told.Error;
        }

        kernel = new(EngineView.Kernel(told.Value), clock.GetTimestamp());
        return kernel.Facts;
    }

    /// <summary>The container of exactly this name, when it is this installation's. Docker would also find one whose id begins with the name.</summary>
    private async Task<Result<ContainerDetails>> OursAsync(string container, CancellationToken cancellationToken)
    {
        var found = await docker.ContainerAsync(container, cancellationToken);
        return !found.Ok ? Named(found.Error, container)
            : found.Value.Name != "/" + container ? EngineErrors.Missing("container", container)
            : !IsOurs(found.Value.Config.Labels) ? EngineErrors.Foreign("container", container)
            : found;
    }

    private bool IsOurs(IReadOnlyDictionary<string, string>? labels) => labels?.GetValueOrDefault(EngineLabels.Installation) == installation.Value;

    private static Error Named(Error error, string container) => error.Code == DockerErrors.Missing ? EngineErrors.Missing("container", container) : Public(error);

    /// <summary>A failure that nobody here has handled, with a code that callers know.</summary>
    private static Error Public(Error error) => error.Code switch
    {
        DockerErrors.RemovalInProgress => EngineErrors.Failed(error.Message),
        _ when error.Code.StartsWith("docker.", StringComparison.Ordinal) => EngineErrors.Refused(error.Message),
        _ => error,
    };

    private sealed record KernelNote(KernelFacts Facts, long At);
}
