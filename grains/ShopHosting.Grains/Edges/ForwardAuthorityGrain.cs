using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Edges;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Edges;

/// <summary>The authority that certifies edges to each other. Nothing wakes it: edges ask often enough.</summary>
public sealed partial class ForwardAuthorityGrain(
    IEntityStore<ForwardAuthority> rows,
    ForwardIssuer issuer,
    IOptions<InstallationOptions> installation,
    TimeProvider clock,
    ILogger<ForwardAuthorityGrain> logger) : EntityGrain<ForwardAuthority>(rows, clock), IForwardAuthorityGrain
{
    public async Task<Result<ImmutableArray<string>>> TrustedAsync(CancellationToken cancellationToken = default)
    {
        var now = Clock.GetUtcNow();
        var authority = State ?? new ForwardAuthority();
        if (authority.NeedsNext(now))
        {
            var next = issuer.NewAuthority(installation.Value.InstallationId, now);
            authority = authority.With(next, now);
            if (await SaveAsync(authority) is { Ok: false } refused)
            {
                return refused.Error;
            }

            LogNext(next.Until);
        }

        return authority.Trusted(now).Select(certificate => certificate.Pem).ToImmutableArray();
    }

    public async Task<Result<EdgeCertificate>> CertifyAsync(WorkerId worker, bool isIngress, EdgeCertificate? known, CancellationToken cancellationToken = default)
    {
        var now = Clock.GetUtcNow();
        var trusted = await TrustedAsync(cancellationToken);
        if (!trusted.Ok)
        {
            return trusted.Error;
        }

        if (known is not null && ForwardIssuer.IsGood(known, isIngress, trusted.Value, now))
        {
            return known;
        }

        var certificate = issuer.Certify(State!.Signing(now), worker, isIngress, now);
        LogCertified(worker.Value, certificate.Until);
        return certificate;
    }

    [LoggerMessage(LogLevel.Information, "There is a new authority for edges until {Until}")]
    private partial void LogNext(DateTimeOffset until);

    [LoggerMessage(LogLevel.Information, "The edge of {Worker} is certified until {Until}")]
    private partial void LogCertified(string worker, DateTimeOffset until);
}
