using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

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
        authority = NewAuthority("CN=engine authority");
        server = Issue(authority, "CN=engine", isServer: true);
        Write("ca.pem", authority.ExportCertificatePem());
        WriteClient("client", authority);
        using var stranger = NewAuthority("CN=stranger");
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
        using var client = Issue(issuer, "CN=control", isServer: false);
        Write($"{name}.pem", client.ExportCertificatePem());
        using var key = client.GetECDsaPrivateKey()!;
        Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 NewAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 issuer, string name, bool isServer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(12));
        using var whole = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
