using Microsoft.Extensions.Logging;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Secrets;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>By a client of its own, for this one question.</summary>
internal sealed class DockerFirstContact(ISecretBox secrets, TimeProvider clock, DockerInstruments instruments, ILoggerFactory loggers) : IFirstContact
{
    public async Task<Result<string>> AskAsync(WorkerId worker, WorkerReach reach, TimeSpan upTo, CancellationToken cancellationToken)
    {
        var address = Task.FromResult(RowAddresses.Of(reach.Endpoint, reach.Credentials, secrets));
        using var docker = new DockerClient(worker, new() { CallTimeout = upTo }, clock, instruments, loggers.CreateLogger<DockerClient>(), _ => address);
        var there = await docker.PingAsync(upTo, cancellationToken);
        var told = there.Ok ? await docker.InfoAsync(cancellationToken) : there.Error;
        return told.Ok ? told.Value.ID ?? "" : told.Error;
    }
}
