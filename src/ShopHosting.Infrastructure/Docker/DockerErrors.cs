using System.Globalization;
using System.Text.RegularExpressions;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>What Docker says with a status and an English sentence, as values with names. Those that only the engine adapter handles begin with <c>docker.</c></summary>
internal static partial class DockerErrors
{
    public const string Missing = "docker.missing";
    public const string NetworkMissing = "docker.network-missing";
    public const string ImageMissing = "docker.image-missing";
    public const string NameInUse = "docker.name-in-use";
    public const string RemovalInProgress = "docker.removal-in-progress";
    public const string NotRunning = "docker.not-running";
    public const string InUse = "docker.in-use";
    public const string AlreadyAttached = "docker.already-attached";

    public static Error From(int status, string message)
    {
        bool Says(string text) => message.Contains(text, StringComparison.OrdinalIgnoreCase);

        return status switch
        {
            _ when Says("no space left on device") => EngineErrors.NoSpace(message),
            _ when Says("port is already allocated") || Says("address already in use") && PublishedAddress().IsMatch(message) => EngineErrors.PortTaken(PortIn(message)),
            _ when Says("address already in use") => EngineErrors.AddressTaken(message),
            _ when Says("Pool overlaps") || Says("networks have overlapping") => EngineErrors.SubnetTaken(message),
            _ when Says("already exists in network") || Says("is already attached to network") => new(ErrorKind.Taken, AlreadyAttached, message),
            404 when Says("No such image") => new(ErrorKind.NotFound, ImageMissing, message),
            _ when NetworkNotFound().IsMatch(message) => new(ErrorKind.NotFound, NetworkMissing, message),
            404 => new(ErrorKind.NotFound, Missing, message),
            409 when Says("is already in use by container") || Says("already exists") => new(ErrorKind.Taken, NameInUse, message),
            409 when Says("already in progress") || Says("marked for removal") => new(ErrorKind.Unavailable, RemovalInProgress, message),
            409 when Says("is not running") => new(ErrorKind.NotPossible, NotRunning, message),
            409 when Says("in use") => new(ErrorKind.NotPossible, InUse, message),
            403 when Says("has active endpoints") => new(ErrorKind.NotPossible, InUse, message),
            _ when Says("is marked read-only") => EngineErrors.Refused(message),
            >= 500 => EngineErrors.Failed(message),
            _ => EngineErrors.Refused(message),
        };
    }

    private static int PortIn(string message)
        => PublishedAddress().Match(message) is { Success: true } match ? int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\d+\.\d+\.\d+\.\d+:(?<port>\d{1,5})")]
    private static partial Regex PublishedAddress();

    [GeneratedRegex(@"network \S+ not found", RegexOptions.IgnoreCase)]
    private static partial Regex NetworkNotFound();
}
