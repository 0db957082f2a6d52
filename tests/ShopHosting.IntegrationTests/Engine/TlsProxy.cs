using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>Stands before Docker's socket as an engine with mutual TLS does: its own authority, and a client certificate of that authority is asked for.</summary>
public sealed class TlsProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closed = new();
    private readonly X509Certificate2 authority;
    private readonly X509Certificate2 server;
    private readonly string socket;
    private readonly Task accepting;

    public TlsProxy(string socket)
    {
        this.socket = socket;
        Folder = Directory.CreateTempSubdirectory("tls-proxy-").FullName;
        authority = TestAuthority.New("CN=engine authority");
        server = TestAuthority.Issue(authority, "CN=engine", TestAuthority.ServerPurpose);
        Write("ca.pem", authority.ExportCertificatePem());
        WriteClient("client", authority);
        using var stranger = TestAuthority.New("CN=stranger");
        Write("stranger-ca.pem", stranger.ExportCertificatePem());
        WriteClient("stranger", stranger);
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Folder { get; }

    public string Address => $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public string File(string name) => Path.Combine(Folder, name);

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        listener.Stop();
        await accepting;
        authority.Dispose();
        server.Dispose();
        closed.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(closed.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            await using var tls = new SslStream(client.GetStream());
            var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            chain.CustomTrustStore.Add(authority);
            await tls.AuthenticateAsServerAsync(new() { ServerCertificate = server, ClientCertificateRequired = true, CertificateChainPolicy = chain }, closed.Token);
            using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(socket), closed.Token);
            await using var plain = new NetworkStream(engine);
            using var answered = CancellationTokenSource.CreateLinkedTokenSource(closed.Token);
            var there = ThereAsync(tls, plain, engine, answered.Token);
            await plain.CopyToAsync(tls, closed.Token);
            await tls.ShutdownAsync();
            await answered.CancelAsync();
            await there;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The other side left, or was not let in: that is what the client's tests are about.
        }
    }

    /// <summary>The end of what the client sends is told to the engine, while its answer goes on.</summary>
    private static async Task ThereAsync(SslStream tls, NetworkStream plain, Socket engine, CancellationToken cancellationToken)
    {
        await tls.CopyToAsync(plain, cancellationToken);
        engine.Shutdown(SocketShutdown.Send);
    }

    private void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    private void WriteClient(string name, X509Certificate2 issuer)
    {
        using var client = TestAuthority.Issue(issuer, "CN=control", TestAuthority.ClientPurpose);
        client.Write(Folder, name);
    }
}
