using System.Collections.Immutable;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;

namespace ShopHosting.Domain.Edges;

/// <summary>
/// The installation's own authority for what edges say to each other. A new one is made long before the old one ends, trusted everywhere before it signs,
/// and the old one is trusted until it ends: at no time does an edge meet a certificate that it doesn't know.
/// </summary>
public sealed record ForwardAuthority : IEntityState<ForwardAuthority>
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(365);

    public static readonly TimeSpan CertificateLife = TimeSpan.FromDays(30);

    /// <summary>How long a new authority is only trusted. An edge that was away for longer gets it when it is back, before anything is forwarded there.</summary>
    private static readonly TimeSpan Introduction = TimeSpan.FromDays(7);

    public static EntityTable Table { get; } = new("forward_authority", "authorities");

    /// <summary>There is one in an installation.</summary>
    public const string OnlyKey = "forward";

    /// <summary>Oldest first.</summary>
    public ImmutableArray<SigningCertificate> Certificates { get; init; } = [];

    /// <summary>When two thirds of its life are over a certificate is replaced.</summary>
    public static bool IsOld(DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) => now >= from + (until - from) * 2 / 3;

    public bool NeedsNext(DateTimeOffset now) => Certificates is not [.., var newest] || IsOld(newest.From, newest.Until, now);

    public ImmutableArray<SigningCertificate> Trusted(DateTimeOffset now) => [.. Certificates.Where(certificate => certificate.Until > now)];

    /// <summary>The newest that everybody has had the time to get to know; the only one in any case.</summary>
    public SigningCertificate Signing(DateTimeOffset now)
        => Trusted(now) is var trusted && trusted.LastOrDefault(certificate => certificate.From + Introduction <= now) is { } known ? known : trusted[0];

    public ForwardAuthority With(SigningCertificate next, DateTimeOffset now) => this with { Certificates = Trusted(now).Add(next) };

    public IReadOnlyList<object?> Promoted() => [(long)Certificates.Length];

    public DateTimeOffset? DueAt() => null;

    public IEnumerable<Claim> Claims() => [];

    public Operation? CurrentOperation() => null;
}

/// <param name="Pem">Of the certificate.</param>
/// <param name="Key">Its private key, as PEM once it is opened.</param>
public sealed record SigningCertificate(string Pem, Secret Key, DateTimeOffset From, DateTimeOffset Until);

/// <summary>By which an edge is known to other edges.</summary>
/// <param name="Key">Its private key, as PEM once it is opened.</param>
/// <param name="IsIngress">Also as who forwards, and not only as who is forwarded to.</param>
/// <param name="Issuer">Hash of the authority's certificate.</param>
public sealed record EdgeCertificate(string Pem, Secret Key, DateTimeOffset From, DateTimeOffset Until, bool IsIngress, string Issuer);
