using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// Opens connections to one engine: a Unix socket, or TCP with mutual TLS and our own authority. The certificate files are read for each connection, so
/// renewed ones are used without a restart.
/// </summary>
internal sealed class DockerConnector(DockerEndpointOptions endpoint)
{
    /// <param name="opened">Gets each connection, for who must close its sending side alone.</param>
    public SocketsHttpHandler CreateHandler(Action<DockerConnection>? opened = null) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = endpoint.ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = await ConnectAsync(cancellationToken);
            opened?.Invoke(connection);
            return connection.Stream;
        },
    };

    private Task<DockerConnection> ConnectAsync(CancellationToken cancellationToken)
        => endpoint.Address.Length == 0
            ? throw new IOException("no address is configured for it")
            : endpoint.IsUnix ? ConnectUnixAsync(cancellationToken) : ConnectTlsAsync(new Uri(endpoint.Address), cancellationToken);

    private async Task<DockerConnection> ConnectUnixAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.SocketPath), cancellationToken);
            return new(new NetworkStream(socket, ownsSocket: true), () =>
            {
                socket.Shutdown(SocketShutdown.Send);
                return Task.CompletedTask;
            });
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<DockerConnection> ConnectTlsAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket);
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(TlsOptions(address.Host), cancellationToken);
            return new(tls, tls.ShutdownAsync);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A stream of events is quiet for hours: a worker that vanished is noticed after about 30 s.</summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private SslClientAuthenticationOptions TlsOptions(string host)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(endpoint.AuthorityFile ?? throw new AuthenticationException("no file of its authority is configured"));
        return new()
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = policy,
            ClientCertificates = [X509Certificate2.CreateFromPemFile(endpoint.CertificateFile ?? "", endpoint.KeyFile)],
        };
    }
}

/// <param name="CompleteWritesAsync">Tells the other side that nothing more comes, while reading goes on.</param>
internal sealed record DockerConnection(Stream Stream, Func<Task> CompleteWritesAsync);
