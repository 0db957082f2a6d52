using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ShopHosting.Cli.Workers;

/// <summary>A certificate authority for engines, kept as two PEM files, and what it issues. Keys are ECDSA on P-256, which every Docker Engine since 1.13 speaks.</summary>
internal sealed class EngineAuthority(X509Certificate2 certificate, TimeProvider clock) : IDisposable
{
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    /// <summary>Clocks differ a little; a certificate of just now must hold on all of them.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);

    /// <summary>Within what browsers and other programs still accept of a server.</summary>
    private static readonly TimeSpan IssuedLife = TimeSpan.FromDays(397);

    public X509Certificate2 Certificate => certificate;

    public static EngineAuthority Create(TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ShopHosting engines", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = clock.GetUtcNow();
        return new(request.CreateSelfSigned(now - Leeway, now + AuthorityLife), clock);
    }

    public static EngineAuthority Read(string certificatePem, string keyPem, TimeProvider clock) => new(X509Certificate2.CreateFromPem(certificatePem, keyPem), clock);

    public void Dispose() => certificate.Dispose();

    /// <summary>For the engine, which is called by these addresses and names.</summary>
    public Issued ForEngine(string worker, IEnumerable<string> addresses)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var address in addresses)
        {
            if (IPAddress.TryParse(address, out var ip))
            {
                names.AddIpAddress(ip);
            }
            else
            {
                names.AddDnsName(address);
            }
        }

        return Issue($"CN=engine of {worker}", ServerPurpose, names.Build());
    }

    /// <summary>For the panel, by which the engine knows it.</summary>
    public Issued ForPanel(string worker) => Issue($"CN=panel for {worker}", ClientPurpose, null);

    public string CertificatePem => certificate.ExportCertificatePem();

    public string KeyPem
    {
        get
        {
            using var key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The authority's key is no ECDSA key.");
            return key.ExportPkcs8PrivateKeyPem();
        }
    }

    private Issued Issue(string name, string purpose, X509Extension? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        var now = clock.GetUtcNow();
        var end = now + IssuedLife < certificate.NotAfter ? now + IssuedLife : certificate.NotAfter;
        using var issued = request.Create(certificate, now - Leeway > certificate.NotBefore ? now - Leeway : certificate.NotBefore, end, RandomNumberGenerator.GetBytes(16));
        return new(issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), issued.NotAfter);
    }
}

/// <summary>A certificate and its key; never printed.</summary>
internal sealed record Issued(string CertificatePem, string KeyPem, DateTime NotAfter)
{
    public override string ToString() => "[redacted]";
}
