using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Secrets;

namespace ShopHosting.Provisioning.Stores;

/// <summary>From a platform's template and a store's state to its stack. The plan's limits reach the containers here and nowhere else.</summary>
public sealed class StoreStackBuilder(IOptions<InstallationOptions> options, PlatformCatalogue platforms, MailRelay relay, ISecretBox secrets)
{
    private readonly InstallationOptions installation = options.Value;

    public StoreStack Build(StoreState store, StackTemplate template, Placement placement)
    {
        var code = platforms.CodeOf(template);
        var labels = Labels(store);
        var stages = template.Stages();
        return new StoreStack
        {
            Labels = labels,
            Networks = [.. template.Networks.Select((network, index) => new NetworkSpec
            {
                Name = NameOf(store, network.Key),
                IsInternal = network.Value.Internal,
                Subnet = installation.SubnetOf(placement, index),
                Labels = ObjectLabels(store, network.Key),
            })],
            Volumes = [.. template.Data.Keys.Concat(template.Components.Keys.Select(SecretsVolume)).Select(volume => new VolumeSpec
            {
                Name = NameOf(store, volume),
                Labels = ObjectLabels(store, volume),
            })],
            Components = [.. template.Components.Select(pair => Component(store, template, code, pair.Key, pair.Value, placement, stages[pair.Key]))],
        };
    }

    /// <summary>What is found by these labels belongs to this store of this installation.</summary>
    public ImmutableSortedDictionary<string, string> Labels(StoreState store) => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
    {
        [EngineLabels.Installation] = installation.Id,
        [EngineLabels.Account] = store.Account.Value,
        [EngineLabels.Store] = store.Id.Value,
    });

    /// <summary>The name of an object of a store on its worker.</summary>
    public string NameOf(StoreState store, string part) => $"sh-{installation.Id}-{store.Id}-{part}";

    /// <summary>The address that a component keeps in a network.</summary>
    public static string AddressOf(InstallationOptions installation, StackTemplate template, Placement placement, string component, string network)
        => installation.AddressOf(placement, template.Networks.Keys.ToList().IndexOf(network), template.Components.Keys.ToList().IndexOf(component));

    /// <summary>The names of the others in its networks. Docker's own name server is a part of the engine: without these, no shop would find its database while the engine is away.</summary>
    private ImmutableSortedDictionary<string, string> HostsOf(StackTemplate template, Placement placement, string name, ComponentTemplate component)
        => template.Components.Where(other => other.Key != name)
            .SelectMany(other => other.Value.Networks.Where(network => component.Networks.ContainsKey(network.Key))
                .SelectMany(network => network.Value.Select(alias => (alias, Address: AddressOf(installation, template, placement, other.Key, network.Key)))))
            .DistinctBy(host => host.alias)
            .ToImmutableSortedDictionary(host => host.alias, host => host.Address, StringComparer.Ordinal);

    private StackComponent Component(StoreState store, StackTemplate template, IPlatform code, string name, ComponentTemplate component, Placement placement, int stage)
    {
        var container = new ContainerSpec
        {
            Name = NameOf(store, name),
            Image = platforms.Images.Spec(store.Images[component.Image]),
            Labels = ObjectLabels(store, name),
            Command = [.. component.Command],
            Environment = component.Environment.ToImmutableSortedDictionary(StringComparer.Ordinal),
            User = $"{component.Uid}:{component.Uid}",
            Tmpfs = [.. component.Tmpfs.Select(tmpfs => new TmpfsMount(tmpfs.Key, tmpfs.Value * 1024L * 1024, component.Uid, component.Uid))],
            Volumes =
            [
                .. component.Volumes.Select(mount => new VolumeMount(NameOf(store, mount.Volume), mount.Path, mount.ReadOnly, mount.Copy)),

                // Not read-only, so that files go in without a helper container. The folder and the files are root's, and the component is not root.
                new VolumeMount(NameOf(store, SecretsVolume(name)), component.SecretsPath),
            ],
            Networks = [.. component.Networks.Select(network => new NetworkAttachment(NameOf(store, network.Key), [.. network.Value], AddressOf(installation, template, placement, name, network.Key)))],
            Hosts = HostsOf(template, placement, name, component),
            Ports = component.Port is { } port ? [new PublishedPort(installation.PortOf(placement), port)] : [],
            HostGatewayNames = component.Port is null ? [] : [installation.HostOf(store.Order.Name), .. relay.IsThere ? [MailRelay.HostName] : Array.Empty<string>()],
            Limits = new ContainerLimits(
                store.Limits.MemoryMb * 1024L * 1024 * component.MemoryShare / 100,
                Math.Max(50, store.Limits.CpuMillis * component.CpuShare / 100),
                store.Limits.Pids),
            HasInit = component.Init,
            StopTimeout = TimeSpan.FromSeconds(component.StopSeconds),
        };
        var files = code.Files(store, name, component, purpose => secrets.Open(store.Secrets[purpose]));
        return new StackComponent(name, component.Title, stage, container, files, [.. component.Ready]);
    }

    private ImmutableSortedDictionary<string, string> ObjectLabels(StoreState store, string role)
    {
        var labels = Labels(store).SetItem(EngineLabels.Role, role).SetItem(EngineLabels.Generation, store.Generation.ToString(CultureInfo.InvariantCulture));
        return store.Operation is { } operation
            ? labels.SetItem(EngineLabels.Operation, operation.Id.Value).SetItem(EngineLabels.Attempt, operation.Attempt.ToString(CultureInfo.InvariantCulture))
            : labels;
    }

    private static string SecretsVolume(string component) => $"{component}-secrets";
}
