using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Docker's answers in the words of the port.</summary>
internal static partial class EngineView
{
    public static ContainerInfo Container(ContainerSummary container) => new(
        container.Names.FirstOrDefault(name => name.LastIndexOf('/') == 0)?[1..] ?? "",
        container.Id,
        container.Image,
        container.State,
        StatusPattern().Match(container.Status) is { Success: true } status ? int.Parse(status.Groups["code"].Value, CultureInfo.InvariantCulture) : null,
        DateTimeOffset.FromUnixTimeSeconds(container.Created),
        Sorted(container.Labels),
        Sorted(container.NetworkSettings?.Networks?.Where(network => network.Value.IPAddress is { Length: > 0 })
            .ToDictionary(network => network.Key, network => network.Value.IPAddress!)));

    public static NetworkInfo Network(NetworkDetails network) => new(network.Name, network.Id, Subnet(network) ?? "", Sorted(network.Labels));

    public static VolumeInfo Volume(VolumeDetails volume) => new(
        volume.Name,
        DateTimeOffset.TryParse(volume.CreatedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created) ? created : null,
        Sorted(volume.Labels));

    /// <summary>Null when it is gone, or does not run: Docker tells nothing of its memory then.</summary>
    public static ContainerCounters? Counters(string name, StatsMessage? stats, ContainerDetails? details) => stats is not { Memory.Usage: { } memory } ? null : new(
        name,
        stats.Read,
        TimeSpan.FromTicks(stats.Processor.Usage.Nanoseconds / TimeSpan.NanosecondsPerTick),
        Math.Max(0, memory - (stats.Memory.Details?.TotalInactiveFile ?? stats.Memory.Details?.InactiveFile ?? 0)),
        stats.Networks?.Values.Sum(network => network.Received) ?? 0,
        stats.Networks?.Values.Sum(network => network.Sent) ?? 0,
        details?.State.StartedAt,
        details?.RestartCount ?? 0);

    /// <summary>An event's attributes are the labels, and beside them the image and the name.</summary>
    public static EngineEvent Event(EventMessage message) => new(
        DateTimeOffset.UnixEpoch.AddTicks(message.TimeNano / 100),
        message.Type,
        message.Action,
        message.Actor.Attributes?.GetValueOrDefault("name") ?? message.Actor.ID,
        Sorted(message.Actor.Attributes?.Where(attribute => attribute.Key.Contains('.', StringComparison.Ordinal)).ToDictionary()));

    public static string? Subnet(NetworkDetails network) => network.IPAM?.Config?.FirstOrDefault()?.Subnet;

    private static ImmutableSortedDictionary<string, string> Sorted(Dictionary<string, string>? values)
        => values?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>A list tells the exit code in words only: "Exited (1) 2 minutes ago", "Restarting (1) 1 second ago".</summary>
    [GeneratedRegex(@"^(Exited|Restarting) \((?<code>-?\d+)\)")]
    private static partial Regex StatusPattern();
}
