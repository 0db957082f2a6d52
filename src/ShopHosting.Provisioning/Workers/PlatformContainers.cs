using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;

namespace ShopHosting.Provisioning.Workers;

/// <summary>The platform's own containers on each worker: the edge, the guard and the mail relay, named exceptions that run in the host's network.</summary>
public sealed class PlatformContainers(IOptions<InstallationOptions> options, ImageCatalogue images, MailRelay relay)
{
    public const string EdgeRole = "edge";
    public const string GuardRole = "guard";
    public const string RelayRole = "relay";
    private const long MiB = 1024 * 1024;
    private readonly InstallationOptions installation = options.Value;

    public static string NameOf(InstallationId installation, string role) => $"sh-{installation}-{role}";

    public string EdgeContainer => NameOf(EdgeRole);

    public string GuardContainer => NameOf(GuardRole);

    public string RelayContainer => NameOf(RelayRole);

    /// <summary>The labels by which all of this installation is found.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(EngineLabels.Installation, options.Value.Id);

    /// <summary>All that a worker runs of the platform. An installation without the relay's image does without the relay.</summary>
    public IEnumerable<PlatformContainer> All(Operation? operation) => [Guard(operation), Edge(operation), .. relay.IsThere ? [Relay(operation)] : Array.Empty<PlatformContainer>()];

    /// <summary>nginx with a root master that has only what it needs to bind low ports and to become its workers' user.</summary>
    private PlatformContainer Edge(Operation? operation) => new(EdgeRole, new()
    {
        Name = EdgeContainer,
        Image = ImageOf(EdgeRole),
        Labels = RoleLabels(EdgeRole, operation),
        User = "0:0",
        Capabilities = ["NET_BIND_SERVICE", "SETGID", "SETUID"],
        Tmpfs = [new TmpfsMount("/tmp", 64 * MiB, 0, 0), new TmpfsMount("/run", MiB, 0, 0)],
        Volumes = [new VolumeMount(NameOf(EdgeRole), "/etc/edge", Copy: true)],
        HasHostNetwork = true,
        HasInit = true,
        Limits = new ContainerLimits(256 * MiB, 2000, 200),
    }, [VolumeOf(EdgeRole)], []);

    /// <summary>Keeps the packet filter that holds tenants apart from the host and from each other.</summary>
    private PlatformContainer Guard(Operation? operation) => new(GuardRole, new()
    {
        Name = NameOf(GuardRole),
        Image = ImageOf(GuardRole),
        Labels = RoleLabels(GuardRole, operation),
        User = "0:0",
        Capabilities = ["NET_ADMIN"],
        Environment = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("GUARD_INSTALLATION", installation.Id),
            KeyValuePair.Create("GUARD_POOL", installation.TenantPool),
            KeyValuePair.Create("GUARD_EDGE_PORTS", installation.EdgePort.ToString(CultureInfo.InvariantCulture)),
            .. relay.IsThere ? [KeyValuePair.Create("GUARD_ALLOW", relay.Listen)] : Array.Empty<KeyValuePair<string, string>>(),
        ]),
        Tmpfs = [new TmpfsMount("/tmp", MiB, 0, 0), new TmpfsMount("/run", MiB, 0, 0)],
        HasHostNetwork = true,
        HasInit = true,
        Limits = new ContainerLimits(64 * MiB, 200, 32),
    }, [], []);

    /// <summary>Exim as a plain user from the start: it takes mails of shops on Docker's bridge, and sends or keeps them.</summary>
    private PlatformContainer Relay(Operation? operation) => new(RelayRole, new()
    {
        Name = RelayContainer,
        Image = ImageOf(MailRelay.Image),
        Labels = RoleLabels(RelayRole, operation),
        User = string.Create(CultureInfo.InvariantCulture, $"{MailRelay.Uid}:{MailRelay.Uid}"),
        Environment = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .Add("RELAY_LISTEN", relay.Listen)
            .Add("RELAY_POOL", installation.TenantPool),
        Tmpfs = [new TmpfsMount("/tmp", 16 * MiB, MailRelay.Uid, MailRelay.Uid), new TmpfsMount("/run", MiB, MailRelay.Uid, MailRelay.Uid)],
        Volumes = [new VolumeMount(NameOf(RelayRole), "/var/spool/relay", Copy: true), new VolumeMount(NameOf($"{RelayRole}-secrets"), "/run/secrets")],
        HasHostNetwork = true,
        HasInit = true,
        Limits = new ContainerLimits(128 * MiB, 500, 200),
    }, [VolumeOf(RelayRole), VolumeOf($"{RelayRole}-secrets")], [relay.Settings]);

    private VolumeSpec VolumeOf(string name) => new() { Name = NameOf(name), Labels = RoleLabels(name, null) };

    private string NameOf(string role) => NameOf(installation.InstallationId, role);

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

/// <summary>One of the platform's own containers with what it needs to run. Its image answers <c>ready</c>.</summary>
public sealed record PlatformContainer(string Role, ContainerSpec Container, ImmutableArray<VolumeSpec> Volumes, ImmutableArray<UploadFile> Files)
{
    /// <summary>What the container's label <see cref="EngineLabels.Spec"/> must be.</summary>
    public string Hash { get; } = SpecHash.Of(Container, Files);
}
