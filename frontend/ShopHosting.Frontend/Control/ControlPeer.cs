using System.Globalization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace ShopHosting.Frontend.Control;

/// <summary>Who is at the other end of the control socket, as the kernel says it; what the request says counts for nothing.</summary>
internal static class ControlPeer
{
    private const int SocketLevel = 1;          // SOL_SOCKET
    private const int PeerCredentials = 17;     // SO_PEERCRED: pid, uid and gid, four bytes each
    private const int CredentialsLength = 12;

    /// <summary>For the journal: <c>shopctl (root)</c>.</summary>
    public static string NameOf(HttpContext context)
    {
        if (!OperatingSystem.IsLinux() || context.Features.Get<IConnectionSocketFeature>() is not { } connection)
        {
            return "shopctl";
        }

        Span<byte> credentials = stackalloc byte[CredentialsLength];
        connection.Socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        var user = BitConverter.ToUInt32(credentials[4..]).ToString(CultureInfo.InvariantCulture);
        return $"shopctl ({NameOf(user) ?? $"user {user}"})";
    }

    /// <summary>Null of a user that the machine's own list does not name.</summary>
    private static string? NameOf(string user)
        => File.Exists("/etc/passwd") ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(parts => parts.Length > 2 && parts[2] == user)?[0] : null;
}
