using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ShopHosting.Frontend.Control;

/// <summary>The file of the control socket: the panel's user and root open it and nobody else, and it is taken from no program that still listens there.</summary>
internal static class ControlSocketFile
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    /// <summary>Makes its folder, and takes away what a panel left behind that was killed.</summary>
    /// <exception cref="InvalidOperationException">Something else is there; the sentence is for the operator.</exception>
    public static async Task PrepareAsync(string path, CancellationToken cancellationToken)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return;
        }

        if (file.Length > 0)
        {
            throw new InvalidOperationException($"{path} is a file and no socket; set Frontend:ControlSocket to another path.");
        }

        if (await IsListenedAtAsync(path, cancellationToken))
        {
            throw new InvalidOperationException($"Another program listens at {path}, perhaps a panel that still runs: end that one, or set Frontend:ControlSocket to another path.");
        }

        file.Delete();
    }

    /// <summary>It has its mode before anybody can connect to it.</summary>
    public static Socket Bind(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(endpoint.ToString()!, OwnersFile);
        }

        return socket;
    }

    /// <summary>One that is there stays as it is: the file's mode closes it.</summary>
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnersFolder);
        }
    }

    /// <summary>Only when the kernel says that nobody does, is it so.</summary>
    private static async Task<bool> IsListenedAtAsync(string path, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return true;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
