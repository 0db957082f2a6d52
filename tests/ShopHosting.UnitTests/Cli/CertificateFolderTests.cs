using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ShopHosting.Cli.Workers;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.UnitTests.Cli;

/// <summary>What shopctl makes for an engine and its panel is what both accept of each other.</summary>
public sealed class CertificateFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("certificates-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Engine_and_panel_know_each_other_and_nobody_else()
    {
        var made = Folder().Make("w2", ["127.0.0.1", "w2.example"]);
        var bundle = CertificateBundle.Read(File.ReadAllText(made.Panel), TimeProvider.System.GetUtcNow()).Value!;

        (await ShakeHandsAsync(made, bundle, "127.0.0.1")).ShouldBeTrue();
        (await ShakeHandsAsync(made, bundle, "w2.example")).ShouldBeTrue();
        (await ShakeHandsAsync(made, bundle, "w3.example")).ShouldBeFalse("the engine is not called so");
    }

    [Fact]
    public void The_authority_is_made_once_and_all_files_are_their_owners_alone()
    {
        var first = Folder().Make("w2", ["10.0.0.2"]);
        var authority = File.ReadAllText(Path.Combine(folder, "ca.pem"));
        var second = Folder().Make("w3", ["10.0.0.3"]);

        (first.IsNewAuthority, second.IsNewAuthority).ShouldBe((true, false));
        File.ReadAllText(Path.Combine(second.Engine, "ca.pem")).ShouldBe(authority);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            }
        }

        var told = CertificatesCommand.TextOf("w3", "10.0.0.3", second);
        told.ShouldContain("\"tcp://10.0.0.3:2376\"");
        told.ShouldContain($"shopctl worker join w3 --endpoint tcp://10.0.0.3:2376 --certificates {second.Panel}");
    }

    [Fact]
    public void An_authority_that_can_not_be_read_is_left_as_it_is_and_named()
    {
        Folder().Make("w2", ["10.0.0.2"]);
        File.WriteAllText(Path.Combine(folder, "ca-key.pem"), "no key");

        Should.Throw<CertificateFolderException>(() => Folder().Make("w3", ["10.0.0.3"])).Message.ShouldContain(folder);
        File.ReadAllText(Path.Combine(folder, "ca-key.pem")).ShouldBe("no key");
    }

    private CertificateFolder Folder() => new(folder, TimeProvider.System);

    private static async Task<bool> ShakeHandsAsync(CertificatesMade made, CertificateBundle bundle, string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var engine = X509Certificate2.CreateFromPemFile(Path.Combine(made.Engine, "cert.pem"), Path.Combine(made.Engine, "key.pem"));
        using var panel = X509Certificate2.CreateFromPem(bundle.CertificatePem, bundle.KeyPem);
        var serving = ServeAsync(listener, engine, Trust(bundle));
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = Trust(bundle), ClientCertificates = [panel] });
            return await serving;
        }
        catch (System.Security.Authentication.AuthenticationException)
        {
            client.Close();
            await serving;
            return false;
        }
    }

    private static async Task<bool> ServeAsync(TcpListener listener, X509Certificate2 engine, X509ChainPolicy trust)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = engine, ClientCertificateRequired = true, CertificateChainPolicy = trust });
            return true;
        }
        catch (Exception broken) when (broken is System.Security.Authentication.AuthenticationException or IOException)
        {
            return false;
        }
    }

    private static X509ChainPolicy Trust(CertificateBundle bundle)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(bundle.AuthorityPem);
        return policy;
    }
}
