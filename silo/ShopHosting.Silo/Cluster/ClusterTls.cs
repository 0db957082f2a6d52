using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// Mutual TLS between the processes of a cluster. Whoever has a certificate of the cluster's own authority is let in where those of its part are, and nobody else:
/// the part is the subject's OU, other names are not compared.
/// </summary>
internal sealed class ClusterTls(ClusterOptions options)
{
    public const string Control = "control";
    public const string Worker = "worker";
    public const string Web = "web";

    /// <summary>The server that knows who is in the cluster: no process of ours, so it is let in nowhere.</summary>
    public const string Redis = "redis";

    private const string OrganizationalUnit = "2.5.4.11";

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

    /// <summary>Whether the authority has signed it for one of these parts.</summary>
    public bool IsOfTheCluster(X509Certificate? certificate, params ReadOnlySpan<string> parts)
    {
        if (certificate is not X509Certificate2 theirs || PartOf(theirs) is not { } part || !parts.Contains(part))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Value);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(theirs);
    }

    /// <summary>Silos among themselves, and the pages at the gateway.</summary>
    public void Apply(ISiloBuilder silo) => silo.Configure<SiloConnectionOptions>(connections =>
    {
        connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(With(Control, Worker)));
        connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(With(Control, Worker)));
        connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(With(Web)));
    });

    public void Apply(IClientBuilder client) => client.Configure<ClientConnectionOptions>(
        connections => connections.ConfigureConnection(connection => connection.UseClientTls(With(Control))));

    private TlsOptions With(params string[] parts) => new()
    {
        LocalServerCertificateSelector = (_, _) => Own,
        LocalClientCertificateSelector = (_, _, _, _, _) => Own,
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = (certificate, _, _) => IsOfTheCluster(certificate, parts),
        OnAuthenticateAsClient = (_, client) => client.TargetHost = "shophosting",
    };

    private static string? PartOf(X509Certificate2 certificate)
        => certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == OrganizationalUnit)
            .Select(name => name.GetSingleElementValue()).ToList() is [var only] ? only : null;

    private IEnumerable<string> Problems()
    {
        string? unreadable = null;
        try
        {
            if (!IsOfTheCluster(Own, options.Role))
            {
                unreadable = $"Cluster:CertificateFile {options.CertificateFile} is not, or not now, a certificate of the authority in {options.AuthorityFile} with OU={options.Role} in its subject.";
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            unreadable = $"Cluster:CertificateFile, KeyFile or AuthorityFile can't be read: {exception.Message}";
        }

        return unreadable is null ? [] : [unreadable];
    }
}
