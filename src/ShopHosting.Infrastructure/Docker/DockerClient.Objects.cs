using System.Collections.Immutable;
using System.Net.Http.Headers;
using ShopHosting.Domain;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Containers, networks, volumes and images.</summary>
internal sealed partial class DockerClient
{
    /// <summary>Beyond the time that a container has to stop by itself.</summary>
    private static readonly TimeSpan StopAllowance = TimeSpan.FromSeconds(30);

    public Task<Result<SystemInfo>> InfoAsync(CancellationToken cancellationToken) => GetAsync("info", "/info", DockerJson.Default.SystemInfo, cancellationToken);

    public Task<Result<ImageDetails>> ImageAsync(string reference, CancellationToken cancellationToken)
        => GetAsync("image inspect", $"/images/{Escaped(reference)}/json", DockerJson.Default.ImageDetails, cancellationToken);

    /// <summary>Makes an image of one layer from a tar, without a registry.</summary>
    public Task<Result> ImportImageAsync(Stream tar, string repository, string tag, IEnumerable<string> changes, CancellationToken cancellationToken)
        => CallAsync(
            new("image import", HttpMethod.Post, $"/images/create?fromSrc=-&repo={Escaped(repository)}&tag={Escaped(tag)}{string.Concat(changes.Select(change => $"&changes={Escaped(change)}"))}", Tar(tar)),
            ReadUnpackingAsync,
            cancellationToken).WithoutValueAsync();

    /// <summary>An image with its layers and its name as a running tar; the response is the caller's to dispose.</summary>
    public Task<Result<HttpResponseMessage>> SaveImageAsync(string reference, CancellationToken cancellationToken)
        => OpenAsync("image save", $"/images/{Escaped(reference)}/get", cancellationToken);

    /// <summary>Takes in what <see cref="SaveImageAsync"/> gave on another engine.</summary>
    public Task<Result> LoadImageAsync(Stream tar, TimeSpan limit, CancellationToken cancellationToken)
        => CallAsync(new("image load", HttpMethod.Post, "/images/load?quiet=1", Tar(tar), limit), ReadUnpackingAsync, cancellationToken).WithoutValueAsync();

    public Task<Result> RemoveImageAsync(string reference, CancellationToken cancellationToken)
        => CallAsync(new("image remove", HttpMethod.Delete, $"/images/{Escaped(reference)}?force=1"), cancellationToken);

    public Task<Result<ContainerDetails>> ContainerAsync(string container, CancellationToken cancellationToken)
        => GetAsync("container inspect", $"/containers/{Escaped(container)}/json", DockerJson.Default.ContainerDetails, cancellationToken);

    public Task<Result<ContainerSummary[]>> ContainersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => GetAsync("container list", $"/containers/json?all=1&{LabelFilter(labels)}", DockerJson.Default.ContainerSummaryArray, cancellationToken);

    public Task<Result<ContainerSummary[]>> RunningContainersAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => GetAsync("container list", $"/containers/json?{LabelFilter(labels)}", DockerJson.Default.ContainerSummaryArray, cancellationToken);

    public Task<Result<StatsMessage>> StatsAsync(string id, CancellationToken cancellationToken)
        => GetAsync("container stats", $"/containers/{Escaped(id)}/stats?stream=false&one-shot=true", DockerJson.Default.StatsMessage, cancellationToken);

    public Task<Result<Created>> CreateContainerAsync(string name, CreateContainer container, CancellationToken cancellationToken)
        => PostAsync("container create", $"/containers/create?name={Escaped(name)}", container, DockerJson.Default.CreateContainer, DockerJson.Default.Created, cancellationToken);

    public Task<Result> StartContainerAsync(string id, CancellationToken cancellationToken)
        => CallAsync(new("container start", HttpMethod.Post, $"/containers/{Escaped(id)}/start"), cancellationToken);

    /// <param name="limit">How long the container may take by itself; it is in the container's own settings too.</param>
    public Task<Result> StopContainerAsync(string id, TimeSpan limit, CancellationToken cancellationToken)
        => CallAsync(new("container stop", HttpMethod.Post, $"/containers/{Escaped(id)}/stop", Timeout: limit + StopAllowance), cancellationToken);

    /// <inheritdoc cref="StopContainerAsync"/>
    public Task<Result> RestartContainerAsync(string id, TimeSpan limit, CancellationToken cancellationToken)
        => CallAsync(new("container restart", HttpMethod.Post, $"/containers/{Escaped(id)}/restart", Timeout: limit + StopAllowance), cancellationToken);

    public Task<Result> UnpauseContainerAsync(string id, CancellationToken cancellationToken)
        => CallAsync(new("container unpause", HttpMethod.Post, $"/containers/{Escaped(id)}/unpause"), cancellationToken);

    public Task<Result> UpdateContainerAsync(string id, RestartPolicy policy, CancellationToken cancellationToken) => UpdateContainerAsync(id, new UpdateContainer(policy), cancellationToken);

    public Task<Result> UpdateContainerAsync(string id, UpdateContainer update, CancellationToken cancellationToken)
        => PostAsync("container update", $"/containers/{Escaped(id)}/update", update, DockerJson.Default.UpdateContainer, cancellationToken);

    /// <summary>Kills it when it runs, and takes its anonymous volumes away; named ones stay.</summary>
    public Task<Result> RemoveContainerAsync(string id, CancellationToken cancellationToken)
        => CallAsync(new("container remove", HttpMethod.Delete, $"/containers/{Escaped(id)}?force=1&v=1"), cancellationToken);

    public Task<Result> PutArchiveAsync(string id, string path, byte[] tar, CancellationToken cancellationToken)
        => CallAsync(new("container upload", HttpMethod.Put, $"/containers/{Escaped(id)}/archive?path={Escaped(path)}", Tar(new MemoryStream(tar))), cancellationToken);

    public async Task<Result<bool>> HasPathAsync(string id, string path, CancellationToken cancellationToken)
    {
        var found = await CallAsync(new("container stat", HttpMethod.Head, $"/containers/{Escaped(id)}/archive?path={Escaped(path)}"), cancellationToken);
        return found.Ok ? true : found.Error.Code == DockerErrors.Missing ? false : found.Error;
    }

    public Task<Result<NetworkDetails>> NetworkAsync(string network, CancellationToken cancellationToken)
        => GetAsync("network inspect", $"/networks/{Escaped(network)}", DockerJson.Default.NetworkDetails, cancellationToken);

    public Task<Result<NetworkDetails[]>> NetworksAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => GetAsync("network list", $"/networks?{LabelFilter(labels)}", DockerJson.Default.NetworkDetailsArray, cancellationToken);

    public Task<Result<Created>> CreateNetworkAsync(CreateNetwork network, CancellationToken cancellationToken)
        => PostAsync("network create", "/networks/create", network, DockerJson.Default.CreateNetwork, DockerJson.Default.Created, cancellationToken);

    public Task<Result> ConnectAsync(string network, string container, EndpointSettings settings, CancellationToken cancellationToken)
        => PostAsync("network connect", $"/networks/{Escaped(network)}/connect", new(container, settings), DockerJson.Default.ConnectContainer, cancellationToken);

    public Task<Result> DisconnectAsync(string network, string container, CancellationToken cancellationToken)
        => PostAsync("network disconnect", $"/networks/{Escaped(network)}/disconnect", new(container, Force: true), DockerJson.Default.DisconnectContainer, cancellationToken);

    public Task<Result> RemoveNetworkAsync(string id, CancellationToken cancellationToken)
        => CallAsync(new("network remove", HttpMethod.Delete, $"/networks/{Escaped(id)}"), cancellationToken);

    public Task<Result<VolumeDetails>> VolumeAsync(string volume, CancellationToken cancellationToken)
        => GetAsync("volume inspect", $"/volumes/{Escaped(volume)}", DockerJson.Default.VolumeDetails, cancellationToken);

    public Task<Result<VolumeList>> VolumesAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => GetAsync("volume list", $"/volumes?{LabelFilter(labels)}", DockerJson.Default.VolumeList, cancellationToken);

    /// <summary>Answers the volume that is there when the name is taken, with its labels.</summary>
    public Task<Result<VolumeDetails>> CreateVolumeAsync(CreateVolume volume, CancellationToken cancellationToken)
        => PostAsync("volume create", "/volumes/create", volume, DockerJson.Default.CreateVolume, DockerJson.Default.VolumeDetails, cancellationToken);

    public Task<Result> RemoveVolumeAsync(string volume, CancellationToken cancellationToken)
        => CallAsync(new("volume remove", HttpMethod.Delete, $"/volumes/{Escaped(volume)}"), cancellationToken);

    /// <summary>Failures of an import come inside the stream of a 200.</summary>
    private static async Task<Result<bool>> ReadUnpackingAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var told = await response.Content.ReadAsStringAsync(cancellationToken);
        return told.Contains("\"error\"", StringComparison.Ordinal) ? DockerErrors.From(500, told) : true;
    }

    private static StreamContent Tar(Stream tar) => new(tar) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
}
