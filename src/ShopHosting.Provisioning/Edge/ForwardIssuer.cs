using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Secrets;

namespace ShopHosting.Provisioning.Edge;

/// <summary>Makes the certificates by which edges know each other. Keys are sealed as soon as they are made.</summary>
public sealed class ForwardIssuer(ISecretBox secrets)
{
    private static readonly Oid ServerPurpose = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientPurpose = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Clocks of workers may go wrong by that much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    public SigningCertificate NewAuthority(InstallationId installation, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=edges of {installation}, SERIALNUMBER={now.ToUnixTimeSeconds()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var certificate = request.CreateSelfSigned(now - Skew, now + ForwardAuthority.Life);
        return new(certificate.ExportCertificatePem(), secrets.Seal(key.ExportPkcs8PrivateKeyPem()), now, now + ForwardAuthority.Life);
    }

    /// <summary>Only an ingress gets one that may be shown as a client's: who takes over another worker forwards nothing.</summary>
    public EdgeCertificate Certify(SigningCertificate authority, WorkerId worker, bool isIngress, DateTimeOffset now)
    {
        using var signer = X509Certificate2.CreateFromPem(authority.Pem, secrets.Open(authority.Key));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={worker}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(worker.Value);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(isIngress ? [ServerPurpose, ClientPurpose] : [ServerPurpose], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(signer, true, false));
        var until = now + ForwardAuthority.CertificateLife;
        using var certificate = request.Create(signer, now - Skew, until, RandomNumberGenerator.GetBytes(16));
        return new(certificate.ExportCertificatePem(), secrets.Seal(key.ExportPkcs8PrivateKeyPem()), now, until, isIngress, HashOf(authority.Pem));
    }

    /// <summary>Whether it can be gone on with.</summary>
    public static bool IsGood(EdgeCertificate certificate, bool isIngress, IEnumerable<string> trusted, DateTimeOffset now)
        => certificate.IsIngress == isIngress && !ForwardAuthority.IsOld(certificate.From, certificate.Until, now) && trusted.Select(HashOf).Contains(certificate.Issuer);

    private static string HashOf(string pem) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(pem)));
}
