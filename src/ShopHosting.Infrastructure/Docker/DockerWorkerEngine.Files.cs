using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// Files into containers, one archive for each volume (Docker takes none for the root of a container whose root is read-only). A volume that the container
/// itself may only read is written through a helper beside it, which has that volume, is never started, and goes away at once.
/// </summary>
public sealed partial class DockerWorkerEngine
{
    private async Task<Result> PutFilesAsync(FilePlace place, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
    {
        VolumeMount[] mounts = [.. place.Volumes.OrderByDescending(volume => volume.Path.Length)];
        foreach (var group in files.GroupBy(file => mounts.FirstOrDefault(mount => file.Path.StartsWith(mount.Path + "/", StringComparison.Ordinal))))
        {
            var put = group.Key is { IsReadOnly: true } closed
                ? await PutThroughHelperAsync(place, closed, group, cancellationToken)
                : await PutArchiveAsync(place.Id, group.Key?.Path ?? "/", group, cancellationToken);
            if (!put.Ok)
            {
                return put;
            }
        }

        return Result.Success;
    }

    private async Task<Result> PutArchiveAsync(string id, string root, IEnumerable<UploadFile> files, CancellationToken cancellationToken)
    {
        var folders = await NewFoldersAsync(id, root, files, cancellationToken);
        return folders.Ok
            ? await docker.PutArchiveAsync(id, root, TarArchive.Build(root, files, folders.Value, clock.GetUtcNow()), cancellationToken)
            : folders.Error;
    }

    private async Task<Result<ImmutableArray<NewFolder>>> NewFoldersAsync(string id, string root, IEnumerable<UploadFile> files, CancellationToken cancellationToken)
    {
        var folders = ImmutableArray.CreateBuilder<NewFolder>();
        foreach (var (path, file) in files.SelectMany(file => TarArchive.FoldersBetween(root, file.Path).Select(path => (path, file))).DistinctBy(folder => folder.path))
        {
            var isBelowNew = folders.Any(folder => path.StartsWith(folder.Path + "/", StringComparison.Ordinal));
            var has = isBelowNew ? false : await docker.HasPathAsync(id, path, cancellationToken);
            if (!has.Ok)
            {
                return has.Error;
            }

            if (!has.Value)
            {
                folders.Add(new(path, file.Uid, file.Gid));
            }
        }

        return folders.ToImmutable();
    }

    private async Task<Result> PutThroughHelperAsync(FilePlace place, VolumeMount volume, IEnumerable<UploadFile> files, CancellationToken cancellationToken)
    {
        var name = place.Container + ".files";
        using var held = await locks.EnterAsync(name, cancellationToken);
        var helper = await CreateHelperAsync(name, place, volume, cancellationToken);
        if (!helper.Ok)
        {
            return helper.Error;
        }

        try
        {
            return await PutArchiveAsync(helper.Value.Id, volume.Path, files, cancellationToken);
        }
        finally
        {
            // When the caller is gone the helper goes all the same; one that a crash left is replaced by the next.
            await docker.RemoveContainerAsync(helper.Value.Id, CancellationToken.None);
        }
    }

    private async Task<Result<Created>> CreateHelperAsync(string name, FilePlace place, VolumeMount volume, CancellationToken cancellationToken)
    {
        var request = ContainerRequest.From(new()
        {
            Name = name,
            Image = new(place.Image),
            Command = ["never-started"],
            Labels = place.Labels,
            Volumes = [volume with { IsReadOnly = false }],
            Limits = new(ContainerPolicy.LeastMemoryBytes, 1000, 1),
        }, hash: "helper");
        var created = await docker.CreateContainerAsync(name, request, cancellationToken);
        if (created is { Error.Code: DockerErrors.NameInUse })
        {
            var found = await OursAsync(name, cancellationToken);
            var removed = found.Ok ? await RemoveAsync(found.Value, cancellationToken) : new(found.Error);
            created = removed.Ok ? await docker.CreateContainerAsync(name, request, cancellationToken) : removed.Error;
        }

        return created;
    }

    /// <summary>The container that gets files, and what it has mounted.</summary>
    private sealed record FilePlace(string Container, string Id, string Image, ImmutableSortedDictionary<string, string> Labels, ImmutableArray<VolumeMount> Volumes);
}
