using System.Security.Cryptography.X509Certificates;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>A folder with the authority of a cluster, a certificate of it for each part, one without a part, and one of a stranger's authority.</summary>
internal sealed class CertificateFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cluster-").FullName;

    public CertificateFolder()
    {
        using var authority = Authority("authority");
        foreach (var part in (string[])[ClusterTls.Control, ClusterTls.Worker, ClusterTls.Web, ClusterTls.Redis])
        {
            Write(part, authority, $"CN={part}, OU={part}");
        }

        Write("nobody", authority, "CN=control");
        using var elsewhere = Authority("elsewhere");
        Write("stranger", elsewhere, "CN=control, OU=control");
    }

    public string File(string name) => Path.Combine(folder, name);

    public ClusterOptions Options(string certificate = ClusterTls.Control) => new()
    {
        Role = ClusterTls.Control,
        Address = "127.0.0.1",
        Redis = "127.0.0.1:6379",
        RedisTls = false,
        AuthorityFile = File("authority.pem"),
        CertificateFile = File($"{certificate}.pem"),
        KeyFile = File($"{certificate}.key"),
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private X509Certificate2 Authority(string name)
    {
        var authority = TestAuthority.New($"CN={name}");
        System.IO.File.WriteAllText(File($"{name}.pem"), authority.ExportCertificatePem());
        return authority;
    }

    private void Write(string name, X509Certificate2 authority, string subject)
    {
        using var certificate = TestAuthority.Issue(authority, subject, TestAuthority.ServerPurpose, TestAuthority.ClientPurpose);
        certificate.Write(folder, name);
    }
}
