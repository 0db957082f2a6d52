using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace ShopHosting.Silo.Cluster;

/// <summary>Mutual TLS between the processes of a cluster. Whoever has a certificate of the cluster's own authority is let in, and nobody else: names are not compared.</summary>
internal sealed class ClusterTls(ClusterOptions options)
{
    private readonly Lazy<X509Certificate2> own = new(() => X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile));
    private readonly Lazy<X509Certificate2> authority = new(() => X509CertificateLoader.LoadCertificateFromFile(options.AuthorityFile));

    public X509Certificate2 Own => own.Value;

    public static IEnumerable<string> Problems(ClusterOptions options)
    {
        (string Name, string File)[] files =
        [
            (nameof(options.AuthorityFile), options.AuthorityFile),
            (nameof(options.CertificateFile), options.CertificateFile),
            (nameof(options.KeyFile), options.KeyFile),
        ];
        var missing = files.Where(file => !File.Exists(file.File)).Select(file => $"Cluster:{file.Name} is '{file.File}', which is no file.").ToList();
        return missing.Count > 0 ? missing : new ClusterTls(options).Problems();
    }

    public bool IsOfTheCluster(X509Certificate? certificate)
    {
        if (certificate is not X509Certificate2 theirs)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Value);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(theirs);
    }

    /// <summary>For the connections of silos and clients, in and out.</summary>
    public void Apply(TlsOptions tls)
    {
        tls.LocalServerCertificateSelector = (_, _) => Own;
        tls.LocalClientCertificateSelector = (_, _, _, _, _) => Own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, _, _) => IsOfTheCluster(certificate);
        tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = "shophosting";
    }

    private IEnumerable<string> Problems()
    {
        string? unreadable = null;
        try
        {
            if (!IsOfTheCluster(Own))
            {
                unreadable = $"Cluster:CertificateFile {options.CertificateFile} is not, or not now, a certificate of the authority in {options.AuthorityFile}.";
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            unreadable = $"Cluster:CertificateFile, KeyFile or AuthorityFile can't be read: {exception.Message}";
        }

        return unreadable is null ? [] : [unreadable];
    }
}
