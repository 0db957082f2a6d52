using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Networks and volumes, which containers need before they are made.</summary>
public sealed partial class DockerWorkerEngine
{
    private const string BridgeName = "com.docker.network.bridge.name";

    public async Task<Result<Ensured>> EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken)
    {
        var allowed = policy.Check(network);
        if (!allowed.Ok)
        {
            return allowed.Error;
        }

        using var held = await locks.EnterAsync("network " + network.Name, cancellationToken);
        for (var round = 0; round < MostRounds; round++)
        {
            var found = await OurNetworkAsync(network.Name, cancellationToken);
            if (found.Ok)
            {
                if (IsAsWanted(found.Value, network))
                {
                    return Ensured.Unchanged;
                }

                // One that nobody uses is made anew; Docker refuses to remove one that is used.
                var removed = await docker.RemoveNetworkAsync(found.Value.Id, cancellationToken).OrMissingAsync();
                if (!removed.Ok)
                {
                    return removed.Error.Code == DockerErrors.InUse
                        ? EngineErrors.InUse("network", network.Name, $"it has subnet {EngineView.Subnet(found.Value)} where {network.Subnet} is wanted, or other settings, and containers in it")
                        : Public(removed.Error);
                }
            }
            else if (found.Error.Code != "engine.missing")
            {
                return found.Error;
            }

            var created = await docker.CreateNetworkAsync(NetworkFrom(network), cancellationToken);
            if (created.Ok)
            {
                return Ensured.Created;
            }

            if (created.Error.Code == "engine.subnet-taken")
            {
                return EngineErrors.SubnetTaken(network.Subnet);
            }

            if (created.Error.Code != DockerErrors.NameInUse)
            {
                return Public(created.Error);
            }
        }

        return EngineErrors.Failed($"network {network.Name} is changed by somebody else all the time");
    }

    public async Task<Result<Ensured>> EnsureVolumeAsync(VolumeSpec volume, CancellationToken cancellationToken)
    {
        var allowed = policy.Check(volume);
        if (!allowed.Ok)
        {
            return allowed.Error;
        }

        using var held = await locks.EnterAsync("volume " + volume.Name, cancellationToken);
        var found = await OurVolumeAsync(volume.Name, cancellationToken);
        if (found.Ok)
        {
            return Ensured.Unchanged;
        }

        if (found.Error.Code != "engine.missing")
        {
            return found.Error;
        }

        // Docker answers a volume of that name that somebody made meanwhile.
        var created = await docker.CreateVolumeAsync(new(volume.Name, volume.Labels), cancellationToken);
        return !created.Ok ? Public(created.Error) : IsOurs(created.Value.Labels) ? Ensured.Created : EngineErrors.Foreign("volume", volume.Name);
    }

    public async Task<Result> RemoveNetworkAsync(string network, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        using var held = await locks.EnterAsync("network " + network, cancellationToken);
        var found = await OurNetworkAsync(network, cancellationToken);
        if (!found.Ok)
        {
            return found.Error.Code == "engine.missing" ? Result.Success : found.Error;
        }

        if (!Carries(found.Value.Labels, labels))
        {
            return EngineErrors.Foreign("network", network);
        }

        var freed = await DisconnectOursAsync(found.Value, cancellationToken);
        if (!freed.Ok)
        {
            return freed;
        }

        var removed = await docker.RemoveNetworkAsync(found.Value.Id, cancellationToken).OrMissingAsync();
        return removed is { Error: { Code: DockerErrors.InUse } used } ? EngineErrors.InUse("network", network, used.Message)
            : removed.Ok ? removed : Public(removed.Error);
    }

    public async Task<Result> RemoveVolumeAsync(string volume, ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        using var held = await locks.EnterAsync("volume " + volume, cancellationToken);
        var found = await OurVolumeAsync(volume, cancellationToken);
        if (!found.Ok)
        {
            return found.Error.Code == "engine.missing" ? Result.Success : found.Error;
        }

        if (!Carries(found.Value.Labels, labels))
        {
            return EngineErrors.Foreign("volume", volume);
        }

        var removed = await docker.RemoveVolumeAsync(volume, cancellationToken).OrMissingAsync();
        return removed is { Error: { Code: DockerErrors.InUse } used } ? EngineErrors.InUse("volume", volume, used.Message)
            : removed.Ok ? removed : Public(removed.Error);
    }

    /// <summary>A container of somebody else in it keeps the network: then Docker refuses its removal.</summary>
    private async Task<Result> DisconnectOursAsync(NetworkDetails network, CancellationToken cancellationToken)
    {
        foreach (var id in network.Containers?.Keys ?? Enumerable.Empty<string>())
        {
            var container = await docker.ContainerAsync(id, cancellationToken);
            if (container.Ok && IsOurs(container.Value.Config.Labels))
            {
                var left = await docker.DisconnectAsync(network.Id, id, cancellationToken).OrMissingAsync();
                if (!left.Ok)
                {
                    return Public(left.Error);
                }
            }
        }

        return Result.Success;
    }

    private async Task<Result<NetworkDetails>> OurNetworkAsync(string network, CancellationToken cancellationToken)
    {
        var found = await docker.NetworkAsync(network, cancellationToken);
        return !found.Ok ? found.Error.Code is DockerErrors.Missing or DockerErrors.NetworkMissing ? EngineErrors.Missing("network", network) : Public(found.Error)
            : found.Value.Name != network ? EngineErrors.Missing("network", network)
            : !IsOurs(found.Value.Labels) ? EngineErrors.Foreign("network", network)
            : found;
    }

    private async Task<Result<VolumeDetails>> OurVolumeAsync(string volume, CancellationToken cancellationToken)
    {
        var found = await docker.VolumeAsync(volume, cancellationToken);
        return !found.Ok ? found.Error.Code == DockerErrors.Missing ? EngineErrors.Missing("volume", volume) : Public(found.Error)
            : !IsOurs(found.Value.Labels) ? EngineErrors.Foreign("volume", volume)
            : found;
    }

    private static bool IsAsWanted(NetworkDetails found, NetworkSpec network)
        => EngineView.Subnet(found) == network.Subnet
            && found.Internal == network.IsInternal
            && (network.Bridge is null || found.Options?.GetValueOrDefault(BridgeName) == network.Bridge);

    private static CreateNetwork NetworkFrom(NetworkSpec network) => new()
    {
        Name = network.Name,
        Internal = network.IsInternal,
        IPAM = new("default", [new(network.Subnet)]),
        Options = network.Bridge is { } bridge ? new() { [BridgeName] = bridge } : [],
        Labels = network.Labels,
    };
}
