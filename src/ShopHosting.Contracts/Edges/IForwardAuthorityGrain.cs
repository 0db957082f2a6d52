using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Contracts.Edges;

/// <summary>The authority that certifies edges to each other. Its key is <see cref="ForwardAuthority.OnlyKey"/>.</summary>
public interface IForwardAuthorityGrain : IGrainWithStringKey
{
    /// <summary>Certificates of the authorities to trust now, as PEM. Makes the next one when it is time.</summary>
    Task<Result<ImmutableArray<string>>> TrustedAsync(CancellationToken cancellationToken = default);

    /// <summary>The certificate to go on with: the one that is known as long as it is good, else a new one.</summary>
    Task<Result<EdgeCertificate>> CertifyAsync(WorkerId worker, bool isIngress, EdgeCertificate? known, CancellationToken cancellationToken = default);
}
