using ShopHosting.Domain.Ids;

namespace ShopHosting.Domain.Workers;

/// <summary>The forms in which an engine's address is written.</summary>
public static class WorkerEndpoint
{
    /// <summary>Stands where others have an address: a silo on the worker itself speaks to its engine.</summary>
    public const string Silo = "silo";

    public static bool NeedsTls(string endpoint) => endpoint.StartsWith("tcp://", StringComparison.Ordinal);

    /// <summary>What is wrong with it as somebody typed it, and what helps; null when nothing is.</summary>
    public static string? Problem(string endpoint)
    {
        if (endpoint.Length is 0 or > 190 || endpoint.Any(character => character is <= ' ' or > '~'))
        {
            return "Write the engine's address as tcp://host:2376, or unix:///path for a socket on the panel's own machine.";
        }

        if (endpoint.StartsWith("unix:///", StringComparison.Ordinal))
        {
            return endpoint.Contains("/../", StringComparison.Ordinal) ? "Write the path of the socket without '..'." : null;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not "tcp")
        {
            return "An engine is reached by tcp://host:2376 with mutual TLS, or by unix:///path on the panel's own machine; nothing else is spoken.";
        }

        return address.Host.Length == 0 || address.Port <= 0 || address.UserInfo.Length > 0 || address.PathAndQuery is not ("" or "/") || address.Fragment.Length > 0
            ? "Write host and port and nothing else: tcp://host:2376."
            : null;
    }

    /// <summary>What is wrong with a private address, an IP address or a host name; null when nothing is.</summary>
    public static string? AddressProblem(string address)
        => address.Length <= 190 && !address.Contains('%') && (Uri.CheckHostName(address) is UriHostNameType.IPv4 or UriHostNameType.IPv6 || address.Split('.').All(label => DnsLabel.IsValid(label)))
            ? null
            : "Write an IP address, or a host name in small letters, without a port.";
}
