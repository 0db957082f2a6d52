using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>
/// A worker's engine in memory, with the manners of the real one (the same contract tests pass on both) and with everything a test wants to order:
/// latency, faults, effects that come late, scripted commands and answers. Synchronous while nothing is ordered, so that simulations are cheap.
/// </summary>
public sealed partial class FakeWorkerEngine(InstallationId installation, TimeProvider clock, ContainerPolicy? policy = null) : IWorkerEngine
{
    public Task<Result<EngineInfo>> DescribeAsync(CancellationToken cancellationToken)
        => CallAsync<EngineInfo>(EngineVerb.Describe, "", () => Info with { SystemTime = clock.GetUtcNow() + ClockSkew, Networks = Census().Networks }, cancellationToken);

    public Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken) => CallAsync(EngineVerb.Ping, "", () => Result.Success, cancellationToken);

    public Task<Result> EnsureImageAsync(ImageSpec image, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.EnsureImage, image.Reference, () => HasImage(image), cancellationToken);

    public Task<Result<Ensured>> EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.EnsureNetwork, network.Name, () => EnsureNetwork(network), cancellationToken);

    public Task<Result<Ensured>> EnsureVolumeAsync(VolumeSpec volume, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.EnsureVolume, volume.Name, () => EnsureVolume(volume), cancellationToken);

    public Task<Result<Ensured>> EnsureContainerAsync(ContainerSpec container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.EnsureContainer, container.Name, () => EnsureContainer(container, files), cancellationToken);

    public Task<Result> RestartContainerAsync(string container, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.RestartContainer, container, () => Restart(container), cancellationToken);

    public Task<Result> StopContainerAsync(string container, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.StopContainer, container, () => Stop(container), cancellationToken);

    public Task<Result<ExecAnswer>> ExecAsync(ExecRequest request, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.Exec, request.Container, () => Exec(request), cancellationToken);

    public Task<Result> UploadAsync(string container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.Upload, container, () => Upload(container, files), cancellationToken);

    public async Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken)
    {
        for (var since = clock.GetTimestamp(); ;)
        {
            var changed = Changed;
            var answer = await CallAsync<ProbeAnswer>(EngineVerb.Probe, probe.Host, () => Probe(probe), cancellationToken);
            var left = probe.UpTo - clock.GetElapsedTime(since);
            if (!answer.Ok || answer.Value.IsAsWanted || left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            {
                return answer;
            }

            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(left, clock, enough.Token));
            await enough.CancelAsync();
        }
    }

    public Task<Result> RemoveContainerAsync(string container, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.RemoveContainer, container, () => RemoveContainer(container, labels), cancellationToken);

    public Task<Result> RemoveNetworkAsync(string network, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.RemoveNetwork, network, () => RemoveNetwork(network, labels), cancellationToken);

    public Task<Result> RemoveVolumeAsync(string volume, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => CallAsync(EngineVerb.RemoveVolume, volume, () => RemoveVolume(volume, labels), cancellationToken);

    public Task<Result<Inventory>> ListAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => CallAsync<Inventory>(EngineVerb.List, "", () => Lists?.Invoke(labels) ?? Census(labels), cancellationToken);

    public Task<Result<ImmutableArray<ContainerCounters>>> CountersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => CallAsync<ImmutableArray<ContainerCounters>>(EngineVerb.Counters, "", () => Counters(labels), cancellationToken);

    public Task<Result<Inspection>> InspectAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => CallAsync<Inspection>(EngineVerb.Inspect, labels.GetValueOrDefault(EngineLabels.Store) ?? "", () => Inspect(labels), cancellationToken);

    public async IAsyncEnumerable<LogLine> LogsAsync(string container, long afterCursor, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfUnreachable();
        for (var isFirst = true; ; isFirst = false)
        {
            var changed = Changed;
            var lines = LinesOf(container, afterCursor, isFirst && afterCursor == 0 ? tail : int.MaxValue, out var isThere);
            foreach (var line in lines)
            {
                afterCursor = line.Cursor;
                yield return line;
            }

            if (!follow || !isThere)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
            ThrowIfUnreachable();
        }
    }

    public async IAsyncEnumerable<EngineEvent> EventsAsync(ImmutableSortedDictionary<string, string> labels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfUnreachable();
        var listener = Listen();
        try
        {
            yield return new(clock.GetUtcNow(), "engine", "connected", "fake", ImmutableSortedDictionary<string, string>.Empty);
            await foreach (var happened in listener.ReadAllAsync(cancellationToken))
            {
                if (Carries(happened.Labels, labels))
                {
                    yield return happened;
                }
            }
        }
        finally
        {
            Unlisten(listener);
        }
    }

    private void ThrowIfUnreachable()
    {
        if (Faults.IsUnreachable)
        {
            throw new EngineStreamException(Unreachable);
        }
    }
}
