using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>The machine answers at its edge's port under the private address by which other workers will reach it. The edge itself may still lack its first configuration.</summary>
public sealed class AddressReached(InstallationOptions installation, IConnectProbe connections) : WorkerCheck("Address", "Reaching it by its private address")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    protected override async Task<Verdict> LookAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        if (context.Worker.Address is not { } address)
        {
            return new Verdict.Fine("it has none, as the only worker");
        }

        return await connections.ConnectAsync(address, installation.EdgePort, Patience, cancellationToken) is { Ok: false } failed
            ? new Verdict.Wrong($"The server is not reached by its private address: {failed.Error.Message}", $"See from the panel's machine: nc -vz {address} {installation.EdgePort} - and on the worker: sudo ufw status")
            : new Verdict.Fine($"{address} port {installation.EdgePort}");
    }
}
