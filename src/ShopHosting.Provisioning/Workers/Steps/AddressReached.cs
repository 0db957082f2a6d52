using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>
/// The machine answers at its edge's ports under the private address by which other workers will reach it. Of one that was taken in it is the edge that has to
/// answer to visitors; that of a newcomer still lacks its first configuration and listens nowhere.
/// </summary>
public sealed class AddressReached(InstallationOptions installation, IConnectProbe connections) : WorkerCheck("Address", "Reaching it by its private address")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Where its edge listens: for visitors, and for the edges of other workers.</summary>
    public static int[] Ports(InstallationOptions installation, WorkerState worker) => worker.Address is null ? [installation.EdgePort] : [installation.EdgePort, installation.ForwardPort];

    protected override async Task<Verdict> LookAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        if (context.Worker.Address is not { } address)
        {
            return new Verdict.Fine("it has none, as the only worker");
        }

        var ports = Ports(installation, context.Worker);
        var answers = await Task.WhenAll(ports.Select(port => connections.ConnectAsync(address, port, Patience, cancellationToken)));
        if (ports.Zip(answers).FirstOrDefault(asked => !asked.Second.Ok) is { Second.Error: { } error, First: var shut })
        {
            return new Verdict.Wrong($"The server is not reached by its private address: {error.Message}", $"See from the panel's machine: nc -vz {address} {shut} - and on the worker: sudo ufw status");
        }

        return !answers[0].Value && context.Worker.AcceptedAt is not null
            ? new Verdict.Wrong(
                $"Its edge does not answer at its private address: nobody listens at {address} port {ports[0]}.",
                $"See on the worker which addresses it has and who listens: ip address; sudo ss -ltnp 'sport = :{ports[0]}'")
            : new Verdict.Fine($"{address} port {string.Join(" and ", ports)}");
    }
}
