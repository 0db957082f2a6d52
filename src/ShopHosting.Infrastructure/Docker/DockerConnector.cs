using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// Opens connections to one engine: a Unix socket, or TCP with mutual TLS and our own authority, never without. Where it is, is asked for each.
/// </summary>
internal sealed class DockerConnector(Func<CancellationToken, Task<EngineAddress>> find, TimeSpan connectTimeout)
{
    /// <param name="opened">Gets each connection, for who must close its sending side alone.</param>
    public SocketsHttpHandler CreateHandler(Action<DockerConnection>? opened = null) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = connectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = await ConnectAsync(cancellationToken);
            opened?.Invoke(connection);
            return connection.Stream;
        },
    };

    private async Task<DockerConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var found = await find(cancellationToken);
        return EngineAddress.IsUnixAddress(found.Address) ? await ConnectUnixAsync(EngineAddress.SocketPathOf(found.Address), cancellationToken)
            : Uri.TryCreate(found.Address, UriKind.Absolute, out var address) && address.Scheme == "tcp" ? await ConnectTlsAsync(address, found.Tls, cancellationToken)
            : throw new IOException(found.Address switch
            {
                "" => "nobody knows its address",
                WorkerEndpoint.Silo => "its silo is not in the cluster",
                _ => $"its address '{found.Address}' is neither unix:///path nor tcp://host:port",
            });
    }

    private static async Task<DockerConnection> ConnectUnixAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
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

    private static async Task<DockerConnection> ConnectTlsAsync(Uri address, Func<EngineTls>? identify, CancellationToken cancellationToken)
    {
        var identity = identify?.Invoke() ?? throw new AuthenticationException("it has no certificates, and without mutual TLS it is not spoken to");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket);
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(TlsOptions(address.Host, identity), cancellationToken);
            return new(tls, tls.ShutdownAsync);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whoever waits for a worker that vanished is told after about 12 s, on a quiet stream of events as in the middle of a call, and not after the quarter
    /// of an hour that TCP takes by itself. Six packets in a row may be lost until then.
    /// </summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 4);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        Span<byte> milliseconds = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(milliseconds, 8000);
        socket.SetRawSocketOption(6, 18, milliseconds);                  // IPPROTO_TCP, TCP_USER_TIMEOUT of Linux
    }

    private static SslClientAuthenticationOptions TlsOptions(string host, EngineTls identity)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(identity.AuthorityPem);
        return new()
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = policy,
            ClientCertificates = [X509Certificate2.CreateFromPem(identity.CertificatePem, identity.KeyPem)],
        };
    }
}

/// <param name="CompleteWritesAsync">Tells the other side that nothing more comes, while reading goes on.</param>
internal sealed record DockerConnection(Stream Stream, Func<Task> CompleteWritesAsync);
