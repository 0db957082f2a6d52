using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>
/// The machine answers at its edge's port under the private address by which other workers will reach it. Of one that was taken in it is the edge that has to
/// answer; that of a newcomer still lacks its first configuration and listens nowhere.
/// </summary>
public sealed class AddressReached(InstallationOptions installation, IConnectProbe connections) : WorkerCheck("Address", "Reaching it by its private address")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    protected override async Task<Verdict> LookAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        if (context.Worker.Address is not { } address)
        {
            return new Verdict.Fine("it has none, as the only worker");
        }

        var port = installation.EdgePort;
        return await connections.ConnectAsync(address, port, Patience, cancellationToken) switch
        {
            { Ok: false } failed => new Verdict.Wrong(
                $"The server is not reached by its private address: {failed.Error.Message}", $"See from the panel's machine: nc -vz {address} {port} - and on the worker: sudo ufw status"),
            { Value: false } when context.Worker.AcceptedAt is not null => new Verdict.Wrong(
                $"Its edge does not answer at its private address: nobody listens at {address} port {port}.", $"See on the worker which addresses it has and who listens: ip address; sudo ss -ltnp 'sport = :{port}'"),
            _ => new Verdict.Fine($"{address} port {port}"),
        };
    }
}
