using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Workers;

/// <summary>What <c>shopctl worker certificates</c> makes for the panel, as somebody hands it in: the authority, the panel's certificate and its key, in one PEM text. Never printed.</summary>
public sealed record CertificateBundle(string AuthorityPem, string CertificatePem, string KeyPem)
{
    /// <summary>The field of the form that all problems are told at.</summary>
    private const string Field = "Bundle";

    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";
    private const int LongestPem = 32 * 1024;

    public override string ToString() => "[redacted]";

    /// <summary>Sees that its parts belong together, before anything is tried with them.</summary>
    public static Result<CertificateBundle> Read(string pem, DateTimeOffset now)
    {
        if (pem.Length > LongestPem)
        {
            return Error.Invalid(Field, "This is no such bundle: it is longer than 32 KiB.");
        }

        try
        {
            var blocks = Blocks(pem);
            var certificates = blocks.Where(block => block.Label == "CERTIFICATE").Select(block => (block.Text, IsAuthority: IsAuthority(block.Text))).ToList();
            return certificates.SingleOrDefault(certificate => certificate.IsAuthority).Text is not { } authority ? Error.Invalid(Field, "One certificate of an authority is needed in it. Hand in the whole file panel.pem.")
                : certificates.SingleOrDefault(certificate => !certificate.IsAuthority).Text is not { } client ? Error.Invalid(Field, "One certificate for the panel is needed in it. Hand in the whole file panel.pem.")
                : blocks.SingleOrDefault(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)).Text is not { } key ? Error.Invalid(Field, "One private key is needed in it. Hand in the whole file panel.pem.")
                : Check(new CertificateBundle(authority, client, key), now);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or InvalidOperationException)
        {
            return Error.Invalid(Field, "This can't be read, or its parts don't belong together. Hand in the whole file panel.pem as it was made.");
        }
    }

    /// <summary>Until when a certificate holds.</summary>
    public static DateTimeOffset EndOf(string certificatePem)
    {
        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        return certificate.NotAfter.ToUniversalTime();
    }

    private static Result<CertificateBundle> Check(CertificateBundle bundle, DateTimeOffset now)
    {
        using var authority = X509Certificate2.CreateFromPem(bundle.AuthorityPem);
        using var certificate = X509Certificate2.CreateFromPem(bundle.CertificatePem, bundle.KeyPem);
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                VerificationTime = now.UtcDateTime,
                ApplicationPolicy = { new Oid(ClientPurpose) },
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(certificate)
            ? bundle
            : Error.Invalid(Field, $"The panel's certificate does not hold: {string.Join(" ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct())} Make new ones with shopctl worker certificates.");
    }

    private static bool IsAuthority(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
    }

    private static List<(string Label, string Text)> Blocks(string pem)
    {
        var blocks = new List<(string, string)>();
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            blocks.Add((rest[found.Label].ToString(), rest[found.Location].ToString()));
        }

        return blocks;
    }
}
