using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>A folder with the authority of a cluster, a certificate of it, and one of a stranger's authority.</summary>
internal sealed class CertificateFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cluster-").FullName;

    public CertificateFolder()
    {
        Write("member", "authority");
        Write("stranger", "elsewhere");
    }

    public string File(string name) => Path.Combine(folder, name);

    public ClusterOptions Options(string certificate = "member") => new()
    {
        Role = "control",
        Address = "127.0.0.1",
        Redis = "127.0.0.1:6379",
        RedisTls = false,
        AuthorityFile = File("authority.pem"),
        CertificateFile = File($"{certificate}.pem"),
        KeyFile = File($"{certificate}.key"),
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string issuer)
    {
        using var authority = TestAuthority.New($"CN={issuer}");
        System.IO.File.WriteAllText(File($"{issuer}.pem"), authority.ExportCertificatePem());
        using var certificate = TestAuthority.Issue(authority, $"CN={name}", TestAuthority.ServerPurpose, TestAuthority.ClientPurpose);
        certificate.Write(folder, name);
    }
}
