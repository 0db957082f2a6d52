using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime.MembershipService.SiloMetadata;
using ShopHosting.Domain.Ids;
using ShopHosting.Grains.Workers;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// Divides the workers among the control silos: each belongs to the silo with the highest hash of both names, so that a silo that comes or goes moves its own
/// share only. Two silos that disagree for a moment who is there both look, which changes nothing.
/// </summary>
internal sealed class ControlShare(ISiloStatusOracle silos, ISiloMetadataCache metadata) : IWatchShare
{
    public bool IsMine(WorkerId worker)
        => silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(IsControl).MaxBy(silo => Weight(silo, worker)) is { } first && first.Equals(silos.SiloAddress);

    private bool IsControl(SiloAddress silo) => metadata.GetSiloMetadata(silo)?.Metadata.GetValueOrDefault(SiloRoles.Role) == nameof(Role.Control);

    private static ulong Weight(SiloAddress silo, WorkerId worker)
        => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{silo.ToParsableString()}/{worker}")));
}
