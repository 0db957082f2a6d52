using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;

namespace ShopHosting.Provisioning.Workers;

/// <summary>The platform's own containers on each worker: the edge and the guard, named exceptions that run in the host's network.</summary>
public sealed class PlatformContainers(IOptions<InstallationOptions> options, ImageCatalogue images)
{
    public const string EdgeRole = "edge";
    public const string GuardRole = "guard";
    private const long MiB = 1024 * 1024;
    private readonly InstallationOptions installation = options.Value;

    public string EdgeContainer => NameOf(EdgeRole);

    public string GuardContainer => NameOf(GuardRole);

    /// <summary>The labels by which all of this installation is found.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(EngineLabels.Installation, options.Value.Id);

    public VolumeSpec EdgeVolume => new() { Name = NameOf(EdgeRole), Labels = RoleLabels(EdgeRole, null) };

    /// <summary>nginx with a root master that has only what it needs to bind low ports and to become its workers' user.</summary>
    public ContainerSpec Edge(Operation? operation) => new()
    {
        Name = EdgeContainer,
        Image = ImageOf(EdgeRole),
        Labels = RoleLabels(EdgeRole, operation),
        User = "0:0",
        Capabilities = ["NET_BIND_SERVICE", "SETGID", "SETUID"],
        Tmpfs = [new TmpfsMount("/tmp", 64 * MiB, 0, 0), new TmpfsMount("/run", MiB, 0, 0)],
        Volumes = [new VolumeMount(EdgeVolume.Name, "/etc/edge", Copy: true)],
        HasHostNetwork = true,
        HasInit = true,
        Limits = new ContainerLimits(256 * MiB, 2000, 200),
    };

    /// <summary>Keeps the packet filter that holds tenants apart from the host and from each other.</summary>
    public ContainerSpec Guard(Operation? operation) => new()
    {
        Name = GuardContainer,
        Image = ImageOf(GuardRole),
        Labels = RoleLabels(GuardRole, operation),
        User = "0:0",
        Capabilities = ["NET_ADMIN"],
        Environment = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .Add("GUARD_INSTALLATION", installation.Id)
            .Add("GUARD_POOL", installation.TenantPool)
            .Add("GUARD_EDGE_PORTS", installation.EdgePort.ToString(CultureInfo.InvariantCulture)),
        Tmpfs = [new TmpfsMount("/tmp", MiB, 0, 0), new TmpfsMount("/run", MiB, 0, 0)],
        HasHostNetwork = true,
        HasInit = true,
        Limits = new ContainerLimits(64 * MiB, 200, 32),
    };

    private string NameOf(string role) => $"sh-{installation.Id}-{role}";

    private ImageSpec ImageOf(string name)
        => images.Find(name) is { } image ? new ImageSpec(image.Reference!, image.Content) : throw new InvalidOperationException(images.WhyMissing(name));

    private ImmutableSortedDictionary<string, string> RoleLabels(string role, Operation? operation)
    {
        var labels = Labels.Add(EngineLabels.Role, role);
        return operation is null
            ? labels
            : labels.Add(EngineLabels.Operation, operation.Id.Value).Add(EngineLabels.Attempt, operation.Attempt.ToString(CultureInfo.InvariantCulture));
    }
}
