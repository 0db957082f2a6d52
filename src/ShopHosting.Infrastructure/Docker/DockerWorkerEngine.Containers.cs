using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Containers: made, mended, replaced, stopped, removed.</summary>
public sealed partial class DockerWorkerEngine
{
    /// <summary>Rounds of look and do: another process may work on the same name meanwhile.</summary>
    private const int MostRounds = 6;

    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RemovalPause = TimeSpan.FromMilliseconds(25);

    public async Task<Result<Ensured>> EnsureContainerAsync(ContainerSpec container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
    {
        var allowed = policy.Check(container, files);
        if (!allowed.Ok)
        {
            return allowed.Error;
        }

        using var held = await locks.EnterAsync(container.Name, cancellationToken);
        var hash = SpecHash.Of(container, files);
        var wasReplaced = false;
        for (var round = 0; round < MostRounds; round++)
        {
            var found = await OursAsync(container.Name, cancellationToken);
            if (!found.Ok && found.Error.Code != "engine.missing")
            {
                return found.Error;
            }

            var outcome = !found.Ok ? await CreateAsync(container, files, hash, cancellationToken)
                : found.Value.Config.Labels?.GetValueOrDefault(EngineLabels.Spec) == hash ? await MendAsync(container, files, found.Value, cancellationToken)
                : Again;

            if (outcome is not { } answer)
            {
                if (found.Ok)
                {
                    var removed = await RetireAsync(found.Value, cancellationToken);
                    if (!removed.Ok)
                    {
                        return removed.Error;
                    }

                    wasReplaced = true;
                }

                continue;
            }

            return answer.Ok ? Told(container.Name, wasReplaced ? Ensured.Created : answer.Value) : Translated(answer.Error, container);
        }

        return EngineErrors.Failed($"container {container.Name} is changed by somebody else all the time");
    }

    public async Task<Result> RestartContainerAsync(string container, CancellationToken cancellationToken)
    {
        using var held = await locks.EnterAsync(container, cancellationToken);
        var found = await OursAsync(container, cancellationToken);
        if (!found.Ok)
        {
            return found.Error;
        }

        if (found.Value.State.Status == "created")
        {
            return EngineErrors.Refused($"container {container} was never completed; ensure it instead");
        }

        var updated = await docker.UpdateContainerAsync(found.Value.Id, RestartPolicy.Always, cancellationToken);
        var restarted = updated.Ok ? await docker.RestartContainerAsync(found.Value.Id, StopTimeout(found.Value), cancellationToken) : updated;
        return restarted.Ok ? restarted : Named(restarted.Error, container);
    }

    public async Task<Result> StopContainerAsync(string container, CancellationToken cancellationToken)
    {
        using var held = await locks.EnterAsync(container, cancellationToken);
        var found = await OursAsync(container, cancellationToken);
        if (!found.Ok)
        {
            return found.Error.Code == "engine.missing" ? Result.Success : found.Error;
        }

        var stopped = await StopAsync(found.Value, cancellationToken);
        return stopped.Ok ? stopped : Named(stopped.Error, container);
    }

    public async Task<Result> RemoveContainerAsync(string container, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        using var held = await locks.EnterAsync(container, cancellationToken);
        var found = await OursAsync(container, cancellationToken);
        if (!found.Ok)
        {
            return found.Error.Code == "engine.missing" ? Result.Success : found.Error;
        }

        return Carries(found.Value.Config.Labels, labels) ? await RemoveAsync(found.Value, cancellationToken) : EngineErrors.Foreign("container", container);
    }

    public async Task<Result> UploadAsync(string container, ImmutableArray<UploadFile> files, CancellationToken cancellationToken)
    {
        var allowed = ContainerPolicy.CheckFiles(container, files);
        if (!allowed.Ok)
        {
            return allowed;
        }

        var found = await OursAsync(container, cancellationToken);
        if (!found.Ok)
        {
            return found.Error;
        }

        var place = new FilePlace(
            container,
            found.Value.Id,
            found.Value.Config.Image,
            (found.Value.Config.Labels ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal),
            [.. (found.Value.Mounts ?? []).Where(mount => mount.Type == "volume").Select(mount => new VolumeMount(mount.Name ?? "", mount.Destination, !mount.RW))]);
        var put = await PutFilesAsync(place, files, cancellationToken);
        return put.Ok ? put : Named(put.Error, container);
    }

    /// <summary>Says that what was found must go first, or that somebody else was quicker: look again.</summary>
    private static Result<Ensured>? Again => null;

    /// <summary>Makes it, with its first network; the rest is as for one that a crash left half made.</summary>
    private async Task<Result<Ensured>?> CreateAsync(ContainerSpec container, ImmutableArray<UploadFile> files, string hash, CancellationToken cancellationToken)
    {
        var ready = await PartsAreOursAsync(container, cancellationToken);
        if (!ready.Ok)
        {
            return ready.Error;
        }

        var created = await docker.CreateContainerAsync(container.Name, ContainerRequest.From(container, hash), cancellationToken);
        if (!created.Ok)
        {
            return created.Error.Code is DockerErrors.NameInUse or DockerErrors.RemovalInProgress ? Again : created.Error;
        }

        var completed = await CompleteAsync(container, files, created.Value.Id, container.Networks.Take(1).Select(network => network.Network), cancellationToken);
        return completed.Ok ? Ensured.Created : completed.Error;
    }

    /// <summary>Docker would make a missing volume by itself, and mount one of anybody.</summary>
    private async Task<Result> PartsAreOursAsync(ContainerSpec container, CancellationToken cancellationToken)
    {
        var volumes = container.Volumes.Select(volume => volume.Volume).Distinct().Select(async name => await OurVolumeAsync(name, cancellationToken) is { Ok: false } missing ? missing.Error : null);
        var networks = container.Networks.Select(async network => await OurNetworkAsync(network.Network, cancellationToken) is { Ok: false } missing ? missing.Error : null);
        var errors = await Task.WhenAll(volumes.Concat(networks));
        return new(errors.FirstOrDefault(error => error is not null));
    }

    private async Task<Result<Ensured>?> MendAsync(ContainerSpec container, ImmutableArray<UploadFile> files, ContainerDetails found, CancellationToken cancellationToken)
    {
        var attached = (IEnumerable<string>?)found.NetworkSettings.Networks?.Keys ?? [];
        switch (found.State.Status)
        {
            case "created":
                var completed = await CompleteAsync(container, files, found.Id, attached, cancellationToken);
                return completed.Ok ? Ensured.Mended : completed.Error.Code == DockerErrors.NetworkMissing ? Again : completed.Error;

            case "removing" or "dead":
                return Again;

            case "running":
                var differences = ContainerDifference.Between(container, EngineView.Facts(found));
                return differences.IsEmpty ? Ensured.Unchanged
                    : differences.All(difference => difference.IsMendable) ? await AdjustAsync(container, found.Id, attached, cancellationToken)
                    : Again;

            case "restarting":
                var isComplete = found.HostConfig.RestartPolicy == RestartPolicy.Always && container.Networks.All(network => attached.Contains(network.Network));
                return isComplete ? Ensured.Unchanged : await RunAsync(container, found.Id, attached, static (_, _, _) => Task.FromResult(Result.Success), cancellationToken);

            case "paused":
                return await RunAsync(container, found.Id, attached, static (docker, id, token) => docker.UnpauseContainerAsync(id, token), cancellationToken);

            default:
                return await RunAsync(container, found.Id, attached, static (docker, id, token) => docker.StartContainerAsync(id, token), cancellationToken);
        }
    }

    /// <summary>A limit that the machine's kernel doesn't know Docker takes with a warning, and leaves out.</summary>
    private async Task<Result<Ensured>?> AdjustAsync(ContainerSpec container, string id, IEnumerable<string> attached, CancellationToken cancellationToken)
    {
        var adjusted = await RunAsync(container, id, attached, static (_, _, _) => Task.FromResult(Result.Success), cancellationToken);
        if (adjusted is not { Ok: true } || await docker.ContainerAsync(id, cancellationToken) is not { Ok: true, Value: var now })
        {
            return adjusted;
        }

        var left = ContainerDifference.Between(container, EngineView.Facts(now));
        return left.IsEmpty ? adjusted : EngineErrors.Refused($"container {container.Name} keeps {string.Join(", ", left.Select(difference => difference.What))}, though the change was taken");
    }

    private async Task<Result> CompleteAsync(ContainerSpec container, ImmutableArray<UploadFile> files, string id, IEnumerable<string> attached, CancellationToken cancellationToken)
    {
        var put = await PutFilesAsync(new(container.Name, id, container.Image.Reference, container.Labels, container.Volumes), files, cancellationToken);
        var joined = put.Ok ? await AttachAsync(container, id, attached, cancellationToken) : put;
        return joined.Ok ? await docker.StartContainerAsync(id, cancellationToken) : joined;
    }

    /// <summary>Brings one back that is as specified but was stopped, paused, given other limits, or lost a network. A network that was made anew needs a new container, and so do limits that are refused while it runs.</summary>
    private async Task<Result<Ensured>?> RunAsync(
        ContainerSpec container,
        string id,
        IEnumerable<string> attached,
        Func<DockerClient, string, CancellationToken, Task<Result>> run,
        CancellationToken cancellationToken)
    {
        if (await docker.UpdateContainerAsync(id, ContainerRequest.Update(container), cancellationToken) is { Ok: false } refused)
        {
            return refused.Error is { Kind: ErrorKind.Unavailable } and not { Code: "engine.failed" } ? refused.Error : Again;
        }

        var joined = await AttachAsync(container, id, attached, cancellationToken);
        var ran = joined.Ok ? await run(docker, id, cancellationToken) : joined;
        return ran.Ok ? Ensured.Mended
            : ran.Error.Code is DockerErrors.Missing or DockerErrors.NetworkMissing or DockerErrors.RemovalInProgress ? Again
            : ran.Error;
    }

    private async Task<Result> AttachAsync(ContainerSpec container, string id, IEnumerable<string> attached, CancellationToken cancellationToken)
    {
        foreach (var network in container.Networks.Where(network => !attached.Contains(network.Network)))
        {
            var ours = await OurNetworkAsync(network.Network, cancellationToken);
            var joined = ours.Ok ? await docker.ConnectAsync(ours.Value.Id, id, ContainerRequest.Endpoint(network), cancellationToken) : new(ours.Error);
            if (!joined.Ok && joined.Error.Code != DockerErrors.AlreadyAttached)
            {
                return joined;
            }
        }

        return Result.Success;
    }

    /// <summary>One that is replaced may end in peace: it may be a database.</summary>
    private async Task<Result> RetireAsync(ContainerDetails container, CancellationToken cancellationToken)
    {
        if (container.State.Status == "running")
        {
            var stopped = await StopAsync(container, cancellationToken);
            if (!stopped.Ok)
            {
                return Public(stopped.Error);
            }
        }

        return await RemoveAsync(container, cancellationToken);
    }

    private async Task<Result> StopAsync(ContainerDetails container, CancellationToken cancellationToken)
    {
        var updated = await docker.UpdateContainerAsync(container.Id, RestartPolicy.No, cancellationToken);
        var stopped = updated.Ok ? await docker.StopContainerAsync(container.Id, StopTimeout(container), cancellationToken) : updated;
        return stopped is { Error.Code: DockerErrors.Missing or DockerErrors.RemovalInProgress } ? Result.Success : stopped;
    }

    private async Task<Result> RemoveAsync(ContainerDetails container, CancellationToken cancellationToken)
    {
        var removed = await docker.RemoveContainerAsync(container.Id, cancellationToken).OrMissingAsync();
        if (removed is { Error.Code: DockerErrors.RemovalInProgress })
        {
            removed = await GoneAsync(container, cancellationToken);
        }

        return removed.Ok ? removed : Public(removed.Error);
    }

    private async Task<Result> GoneAsync(ContainerDetails container, CancellationToken cancellationToken)
    {
        for (var since = clock.GetTimestamp(); clock.GetElapsedTime(since) < RemovalLimit;)
        {
            if (await docker.ContainerAsync(container.Id, cancellationToken) is { Error: { } error })
            {
                return error.Code == DockerErrors.Missing ? Result.Success : error;
            }

            await Task.Delay(RemovalPause, clock, cancellationToken);
        }

        return EngineErrors.TimedOut($"The removal of container {container.Name[1..]}");
    }

    private Ensured Told(string container, Ensured ensured)
    {
        if (ensured != Ensured.Unchanged)
        {
            LogEnsured(worker, container, ensured);
        }

        return ensured;
    }

    private static Error Translated(Error error, ContainerSpec container) => error.Code switch
    {
        DockerErrors.ImageMissing => EngineErrors.ImageMissing(container.Image),
        "engine.port-taken" when container.Ports is [var only] => EngineErrors.PortTaken(only.HostPort),
        _ => Named(error, container.Name),
    };

    private static TimeSpan StopTimeout(ContainerDetails container) => TimeSpan.FromSeconds(container.Config.StopTimeout ?? 10);

    private static bool Carries(Dictionary<string, string>? labels, ImmutableSortedDictionary<string, string> wanted)
        => wanted.All(label => labels?.GetValueOrDefault(label.Key) == label.Value);
}
