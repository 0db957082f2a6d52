using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// The engine of a worker that was joined: found by its row when it is first asked, and again after it did not answer, for by then the worker may have been joined
/// in another way, by whichever control node. While it answers nobody reads the row.
/// </summary>
internal sealed class WorkerEngineByRow(Func<CancellationToken, Task<IWorkerEngine>> find) : IWorkerEngine
{
    private volatile IWorkerEngine? found;

    public Task<Result<EngineInfo>> DescribeAsync(CancellationToken cancellationToken) => AskAsync(engine => engine.DescribeAsync(cancellationToken), cancellationToken);

    public Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken) => TellAsync(engine => engine.PingAsync(upTo, cancellationToken), cancellationToken);

    public Task<Result> EnsureImageAsync(ImageSpec image, CancellationToken cancellationToken) => TellAsync(engine => engine.EnsureImageAsync(image, cancellationToken), cancellationToken);

    public Task<Result<Ensured>> EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken)
        => AskAsync(engine => engine.EnsureNetworkAsync(network, cancellationToken), cancellationToken);

    public Task<Result<Ensured>> EnsureVolumeAsync(VolumeSpec volume, CancellationToken cancellationToken)
        => AskAsync(engine => engine.EnsureVolumeAsync(volume, cancellationToken), cancellationToken);

    public Task<Result<Ensured>> EnsureContainerAsync(ContainerSpec container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
        => AskAsync(engine => engine.EnsureContainerAsync(container, files, cancellationToken), cancellationToken);

    public Task<Result> RestartContainerAsync(string container, CancellationToken cancellationToken)
        => TellAsync(engine => engine.RestartContainerAsync(container, cancellationToken), cancellationToken);

    public Task<Result> StopContainerAsync(string container, CancellationToken cancellationToken) => TellAsync(engine => engine.StopContainerAsync(container, cancellationToken), cancellationToken);

    public Task<Result<ExecAnswer>> ExecAsync(ExecRequest request, CancellationToken cancellationToken) => AskAsync(engine => engine.ExecAsync(request, cancellationToken), cancellationToken);

    public Task<Result> UploadAsync(string container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
        => TellAsync(engine => engine.UploadAsync(container, files, cancellationToken), cancellationToken);

    public Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken) => AskAsync(engine => engine.ProbeAsync(probe, cancellationToken), cancellationToken);

    public Task<Result> RemoveContainerAsync(string container, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => TellAsync(engine => engine.RemoveContainerAsync(container, labels, cancellationToken), cancellationToken);

    public Task<Result> RemoveNetworkAsync(string network, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => TellAsync(engine => engine.RemoveNetworkAsync(network, labels, cancellationToken), cancellationToken);

    public Task<Result> RemoveVolumeAsync(string volume, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => TellAsync(engine => engine.RemoveVolumeAsync(volume, labels, cancellationToken), cancellationToken);

    public Task<Result<Inventory>> ListAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => AskAsync(engine => engine.ListAsync(labels, cancellationToken), cancellationToken);

    public Task<Result<ImmutableArray<ContainerCounters>>> CountersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => AskAsync(engine => engine.CountersAsync(labels, cancellationToken), cancellationToken);

    public Task<Result<Inspection>> InspectAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => AskAsync(engine => engine.InspectAsync(labels, cancellationToken), cancellationToken);

    public IAsyncEnumerable<LogLine> LogsAsync(string container, long afterCursor, int tail, bool follow, CancellationToken cancellationToken)
        => ReadAsync(engine => engine.LogsAsync(container, afterCursor, tail, follow, cancellationToken), cancellationToken);

    public IAsyncEnumerable<EngineEvent> EventsAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => ReadAsync(engine => engine.EventsAsync(labels, cancellationToken), cancellationToken);

    private async Task<Result<T>> AskAsync<T>(Func<IWorkerEngine, Task<Result<T>>> ask, CancellationToken cancellationToken)
    {
        var answer = await ask(found ??= await find(cancellationToken));
        Heard(answer.Error);
        return answer;
    }

    private async Task<Result> TellAsync(Func<IWorkerEngine, Task<Result>> tell, CancellationToken cancellationToken)
    {
        var answer = await tell(found ??= await find(cancellationToken));
        Heard(answer.Error);
        return answer;
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(Func<IWorkerEngine, IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in read(found ??= await find(cancellationToken)).WithCancellation(cancellationToken))
        {
            yield return item;
        }
    }

    private void Heard(Error? error)
    {
        if (error?.Kind == ErrorKind.Unavailable)
        {
            found = null;
        }
    }
}
