using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Silo.Cluster;

/// <summary>Hands each verb to the engine of this machine. A key that is not this machine's worker reaches an engine without an address.</summary>
[WorkerPlacement, GrainType(TypeName)]
internal sealed class WorkerEngineGrain(IWorkerEngines engines) : Grain, IWorkerEngineGrain
{
    public const string TypeName = "workerengine";

    public Task<Result<EngineInfo>> DescribeAsync(CancellationToken cancellationToken = default) => Engine.DescribeAsync(cancellationToken);

    public Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken = default) => Engine.PingAsync(upTo, cancellationToken);

    public Task<Result> EnsureImageAsync(ImageSpec image, CancellationToken cancellationToken = default) => Engine.EnsureImageAsync(image, cancellationToken);

    public Task<Result<Ensured>> EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken = default) => Engine.EnsureNetworkAsync(network, cancellationToken);

    public Task<Result<Ensured>> EnsureVolumeAsync(VolumeSpec volume, CancellationToken cancellationToken = default) => Engine.EnsureVolumeAsync(volume, cancellationToken);

    public Task<Result<Ensured>> EnsureContainerAsync(ContainerSpec container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken = default)
        => Engine.EnsureContainerAsync(container, files, cancellationToken);

    public Task<Result> RestartContainerAsync(string container, CancellationToken cancellationToken = default) => Engine.RestartContainerAsync(container, cancellationToken);

    public Task<Result> StopContainerAsync(string container, CancellationToken cancellationToken = default) => Engine.StopContainerAsync(container, cancellationToken);

    public Task<Result<ExecAnswer>> ExecAsync(ExecRequest request, CancellationToken cancellationToken = default) => Engine.ExecAsync(request, cancellationToken);

    public Task<Result> UploadAsync(string container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken = default) => Engine.UploadAsync(container, files, cancellationToken);

    public Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken = default) => Engine.ProbeAsync(probe, cancellationToken);

    public Task<Result> RemoveContainerAsync(string container, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default)
        => Engine.RemoveContainerAsync(container, labels, cancellationToken);

    public Task<Result> RemoveNetworkAsync(string network, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default)
        => Engine.RemoveNetworkAsync(network, labels, cancellationToken);

    public Task<Result> RemoveVolumeAsync(string volume, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default)
        => Engine.RemoveVolumeAsync(volume, labels, cancellationToken);

    public Task<Result<Inventory>> ListAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default) => Engine.ListAsync(labels, cancellationToken);

    public Task<Result<ImmutableArray<ContainerCounters>>> CountersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default)
        => Engine.CountersAsync(labels, cancellationToken);

    public Task<Result<Inspection>> InspectAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default) => Engine.InspectAsync(labels, cancellationToken);

    public IAsyncEnumerable<Result<LogLine>> LogsAsync(string container, long afterCursor, int tail, bool follow, CancellationToken cancellationToken = default)
        => TellEndAsync(Engine.LogsAsync(container, afterCursor, tail, follow, cancellationToken), cancellationToken);

    public IAsyncEnumerable<Result<EngineEvent>> EventsAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default)
        => TellEndAsync(Engine.EventsAsync(labels, cancellationToken), cancellationToken);

    private IWorkerEngine Engine => engines.For(WorkerId.Parse(this.GetPrimaryKeyString()));

    private static async IAsyncEnumerable<Result<T>> TellEndAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = items.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            Error? end = null;
            try
            {
                if (!await reader.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (EngineStreamException ended)
            {
                end = ended.Error;
            }

            if (end is not null)
            {
                yield return end;
                yield break;
            }

            yield return reader.Current;
        }
    }
}
