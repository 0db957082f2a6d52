using System.Collections.Immutable;
using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Engine;

/// <summary>
/// What steps do on one worker. Coarse, idempotent verbs whose arguments and answers can travel. Expected failures are results with the codes of
/// <see cref="EngineErrors"/>; a worker that doesn't answer is <c>engine.unreachable</c>, and what was asked may have happened.
/// An object that bears the wanted name without this installation's label is never touched: <c>engine.foreign</c>.
/// </summary>
public interface IWorkerEngine
{
    Task<Result<EngineInfo>> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Whether the engine answers within this time, over a connection that is kept for asking this. A miss closes it.</summary>
    Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken);

    /// <summary>Success when the image is there with its content label.</summary>
    Task<Result> EnsureImageAsync(ImageSpec image, CancellationToken cancellationToken);

    Task<Result<Ensured>> EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken);

    Task<Result<Ensured>> EnsureVolumeAsync(VolumeSpec volume, CancellationToken cancellationToken);

    /// <summary>
    /// The container is there as specified, has the files, and runs. One that differs (another hash in <see cref="EngineLabels.Spec"/>) is replaced, its
    /// volumes stay; files belong to that hash, so a changed secret replaces it too. Files are put in before it starts; on a container that is already as
    /// wanted they are not written again. Its volumes and networks must be there and be this installation's.
    /// </summary>
    Task<Result<Ensured>> EnsureContainerAsync(ContainerSpec container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken);

    /// <summary>Sets the restart policy to <c>always</c> and restarts it. Success also when it was stopped; one that never started is refused: ensure it.</summary>
    Task<Result> RestartContainerAsync(string container, CancellationToken cancellationToken);

    /// <summary>Sets the restart policy to <c>no</c>, then stops it. Success also when it is not there.</summary>
    Task<Result> StopContainerAsync(string container, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a command in a running container. When its time is over the answer is <c>engine.timed-out</c>; Docker can't end the command, so it should limit
    /// itself too.
    /// </summary>
    Task<Result<ExecAnswer>> ExecAsync(ExecRequest request, CancellationToken cancellationToken);

    /// <summary>Puts files into a container, which may be stopped. Parent folders are made.</summary>
    Task<Result> UploadAsync(string container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken);

    Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken);

    /// <summary>
    /// Removes objects by name that carry all of <paramref name="labels"/>; one of that name with other labels is <c>engine.foreign</c>, one that is not
    /// there is success. Volumes are removed only by <see cref="RemoveVolumeAsync"/>.
    /// </summary>
    Task<Result> RemoveContainerAsync(string container, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <inheritdoc cref="RemoveContainerAsync"/>
    Task<Result> RemoveNetworkAsync(string network, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Removes a volume and what is in it.</summary>
    Task<Result> RemoveVolumeAsync(string volume, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>All containers (also stopped), networks and volumes that carry all of the labels.</summary>
    Task<Result<Inventory>> ListAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>
    /// The counters of the running containers that carry all of the labels, each as it is at one moment: two of them make a rate. One that ends meanwhile is left
    /// out. It may take a second (Docker 20.10 does).
    /// </summary>
    Task<Result<ImmutableArray<ContainerCounters>>> CountersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>How the running containers that carry all of the labels are shut in. One that ends meanwhile is left out.</summary>
    Task<Result<Inspection>> InspectAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>
    /// A container's log after a cursor (0: the last <paramref name="tail"/> lines), then live while <paramref name="follow"/> is set. Empty when there is no
    /// such container; ends with <see cref="EngineStreamException"/> when the connection does. Lines are cut at 16 KiB.
    /// </summary>
    IAsyncEnumerable<LogLine> LogsAsync(string container, long afterCursor, int tail, bool follow, CancellationToken cancellationToken);

    /// <summary>
    /// What happens to containers with the labels, as it happens (Docker does not tell the labels of networks and volumes). The first event is always
    /// <see cref="EngineEvent.IsConnected"/>: who lists after it misses nothing. Ends with <see cref="EngineStreamException"/> when the connection does.
    /// </summary>
    IAsyncEnumerable<EngineEvent> EventsAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken);
}

/// <summary>The engine of a worker.</summary>
public interface IWorkerEngines
{
    IWorkerEngine For(Domain.Ids.WorkerId worker);

    /// <summary>Where it is reached has changed: what is asked from now on goes there. Nothing to do where that is asked for each call.</summary>
    void Renew(Domain.Ids.WorkerId worker)
    {
    }
}
