using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Silo.Cluster;

/// <summary>The engine of a worker that has a silo, as the control role sees it. A silo that is lost or silent is an engine that does not answer.</summary>
internal sealed class GrainWorkerEngine(WorkerId worker, IGrainFactory grains) : IWorkerEngine
{
    public Task<Result<EngineInfo>> DescribeAsync(CancellationToken cancellationToken) => AskAsync(grain => grain.DescribeAsync(cancellationToken));

    public Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken) => TellAsync(grain => grain.PingAsync(upTo, cancellationToken));

    public Task<Result> EnsureImageAsync(ImageSpec image, CancellationToken cancellationToken) => TellAsync(grain => grain.EnsureImageAsync(image, cancellationToken));

    public Task<Result<Ensured>> EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken) => AskAsync(grain => grain.EnsureNetworkAsync(network, cancellationToken));

    public Task<Result<Ensured>> EnsureVolumeAsync(VolumeSpec volume, CancellationToken cancellationToken) => AskAsync(grain => grain.EnsureVolumeAsync(volume, cancellationToken));

    public Task<Result<Ensured>> EnsureContainerAsync(ContainerSpec container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
        => AskAsync(grain => grain.EnsureContainerAsync(container, files, cancellationToken));

    public Task<Result> RestartContainerAsync(string container, CancellationToken cancellationToken) => TellAsync(grain => grain.RestartContainerAsync(container, cancellationToken));

    public Task<Result> StopContainerAsync(string container, CancellationToken cancellationToken) => TellAsync(grain => grain.StopContainerAsync(container, cancellationToken));

    public Task<Result<ExecAnswer>> ExecAsync(ExecRequest request, CancellationToken cancellationToken) => AskAsync(grain => grain.ExecAsync(request, cancellationToken));

    public Task<Result> UploadAsync(string container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
        => TellAsync(grain => grain.UploadAsync(container, files, cancellationToken));

    public Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken) => AskAsync(grain => grain.ProbeAsync(probe, cancellationToken));

    public Task<Result> RemoveContainerAsync(string container, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => TellAsync(grain => grain.RemoveContainerAsync(container, labels, cancellationToken));

    public Task<Result> RemoveNetworkAsync(string network, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => TellAsync(grain => grain.RemoveNetworkAsync(network, labels, cancellationToken));

    public Task<Result> RemoveVolumeAsync(string volume, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => TellAsync(grain => grain.RemoveVolumeAsync(volume, labels, cancellationToken));

    public Task<Result<Inventory>> ListAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken) => AskAsync(grain => grain.ListAsync(labels, cancellationToken));

    public Task<Result<ImmutableArray<ContainerCounters>>> CountersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => AskAsync(grain => grain.CountersAsync(labels, cancellationToken));

    public Task<Result<Inspection>> InspectAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken) => AskAsync(grain => grain.InspectAsync(labels, cancellationToken));

    public IAsyncEnumerable<LogLine> LogsAsync(string container, long afterCursor, int tail, bool follow, CancellationToken cancellationToken)
        => ReadAsync(Grain.LogsAsync(container, afterCursor, tail, follow, cancellationToken), cancellationToken);

    public IAsyncEnumerable<EngineEvent> EventsAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => ReadAsync(Grain.EventsAsync(labels, cancellationToken), cancellationToken);

    /// <summary>By its type: while no worker has a silo, nothing in the cluster implements the interface.</summary>
    private IWorkerEngineGrain Grain => grains.GetGrain<IWorkerEngineGrain>(GrainId.Create(WorkerEngineGrain.TypeName, worker.Value));

    private async Task<Result> TellAsync(Func<IWorkerEngineGrain, Task<Result>> tell)
    {
        try
        {
            return await tell(Grain);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            return Unreachable(lost);
        }
    }

    private async Task<Result<T>> AskAsync<T>(Func<IWorkerEngineGrain, Task<Result<T>>> ask)
    {
        try
        {
            return await ask(Grain);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            return Unreachable(lost);
        }
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(IAsyncEnumerable<Result<T>> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = items.GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(reader))
        {
            yield return reader.Current.Ok ? reader.Current.Value : throw new EngineStreamException(reader.Current.Error);
        }
    }

    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> reader)
    {
        try
        {
            return await reader.MoveNextAsync();
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            throw new EngineStreamException(Unreachable(lost), lost);
        }
    }

    private static bool IsLoss(Exception exception) => exception is OrleansException or TimeoutException or EnumerationAbortedException;

    private Error Unreachable(Exception lost)
        => EngineErrors.Unreachable(worker.Value, lost is TimeoutException ? "its silo did not answer in time." : "its silo is not in the cluster, or was lost.");
}
