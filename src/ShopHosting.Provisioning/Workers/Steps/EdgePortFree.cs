using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>Nobody but our own edge listens where visitors and, on one of several workers, other edges come in.</summary>
public sealed class EdgePortFree(InstallationOptions installation) : WorkerCheck("EdgePort", "Looking whether the edge's ports are free")
{
    protected override async Task<Verdict> LookAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        var listed = await context.Engine.ListAsync(context.Containers.Labels, cancellationToken);
        if (!listed.Ok)
        {
            return new Verdict.Unknown(listed.Error);
        }

        var ports = AddressReached.Ports(installation, context.Worker);
        if (listed.Value.Containers.Any(container => container.Name == context.Containers.EdgeContainer && container.IsRunning))
        {
            return new Verdict.Fine($"{string.Join(" and ", ports)}: our edge");
        }

        var tables = await context.Engine.ExecAsync(new ExecRequest(context.Containers.GuardContainer, ["cat", "/proc/net/tcp", "/proc/net/tcp6"]), cancellationToken);
        if (!tables.Ok)
        {
            return new Verdict.Unknown(tables.Error);
        }

        var taken = ports.Where(port => GuardView.IsTaken(tables.Value.Output, port)).ToList();
        return taken.Count == 0
            ? new Verdict.Fine($"{string.Join(" and ", ports)}: free")
            : new Verdict.Wrong(
                $"Another program listens on port {string.Join(" and port ", taken)}, where the edge has to.",
                $"See which, and stop it: sudo ss -ltnp '{string.Join(" or ", taken.Select(port => $"sport = :{port}"))}' (Is it an edge of this installation? Then this machine is a worker already, by another engine, and can't be two.)");
    }
}
