using System.Net.Sockets;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Tries a connection from this machine.</summary>
internal sealed class TcpConnectProbe(TimeProvider clock) : IConnectProbe
{
    public async Task<Result<bool>> ConnectAsync(string host, int port, TimeSpan upTo, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(upTo, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host, port, either.Token);
            return true;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
        catch (SocketException unreached)
        {
            return EngineErrors.Failed($"{host} port {port}: {unreached.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return EngineErrors.TimedOut($"Connecting to {host} port {port}");
        }
    }
}
