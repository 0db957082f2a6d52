using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Infrastructure.Docker;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// Where the control role finds the engines that have no place in the configuration: as the rows say, and for a worker with a silo its <see cref="ImageDoor"/>,
/// which is there for images alone. The silo itself says where that is.
/// </summary>
internal sealed class SiloDoors(RowAddresses rows, ISiloStatusOracle silos, ISiloMetadataCache metadata, IOptions<ClusterOptions> cluster) : IEngineAddresses
{
    public async Task<EngineAddress?> FindAsync(WorkerId worker, CancellationToken cancellationToken)
    {
        var found = await rows.FindAsync(worker, cancellationToken);
        return found?.Address == WorkerEndpoint.Silo && DoorOf(worker) is { } door ? door : found;
    }

    private EngineAddress? DoorOf(WorkerId worker)
        => silos.GetApproximateSiloStatuses(onlyActive: true).Keys
            .Where(silo => metadata.GetSiloMetadata(silo)?.Metadata.GetValueOrDefault(SiloRoles.Worker) == worker.Value)
            .MaxBy(silo => silo.Generation) is { } silo && int.TryParse(metadata.GetSiloMetadata(silo)?.Metadata.GetValueOrDefault(SiloRoles.ImagePort), CultureInfo.InvariantCulture, out var port)
            ? EngineAddress.Of(new DockerEndpointOptions
            {
                Address = new UriBuilder("tcp", silo.Endpoint.Address.ToString(), port).Uri.ToString(),
                AuthorityFile = cluster.Value.AuthorityFile,
                CertificateFile = cluster.Value.CertificateFile,
                KeyFile = cluster.Value.KeyFile,
            })
            : null;
}
