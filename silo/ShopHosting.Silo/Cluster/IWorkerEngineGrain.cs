using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// The engine of one worker, on that worker's silo: the verbs of <see cref="IWorkerEngine"/>, whose promises hold here too. The key is the worker's id. It keeps
/// nothing, so that calls never wait for each other. An exception of ours would not travel: a stream that ends as it should not has the error as its last item.
/// </summary>
internal interface IWorkerEngineGrain : IGrainWithStringKey
{
    /// <summary>More than any verb takes by itself: a command may run for five minutes.</summary>
    private const string Longest = "00:06:00";

    [AlwaysInterleave]
    Task<Result<EngineInfo>> DescribeAsync(CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout("00:00:03")]
    Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result> EnsureImageAsync(ImageSpec image, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result<Ensured>> EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result<Ensured>> EnsureVolumeAsync(VolumeSpec volume, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result<Ensured>> EnsureContainerAsync(ContainerSpec container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result> RestartContainerAsync(string container, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result> StopContainerAsync(string container, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result<ExecAnswer>> ExecAsync(ExecRequest request, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result> UploadAsync(string container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result> RemoveContainerAsync(string container, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result> RemoveNetworkAsync(string network, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result> RemoveVolumeAsync(string volume, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result<Inventory>> ListAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result<ImmutableArray<ContainerCounters>>> CountersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default);

    [AlwaysInterleave, ResponseTimeout(Longest)]
    Task<Result<Inspection>> InspectAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    IAsyncEnumerable<Result<LogLine>> LogsAsync(string container, long afterCursor, int tail, bool follow, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    IAsyncEnumerable<Result<EngineEvent>> EventsAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken = default);
}
