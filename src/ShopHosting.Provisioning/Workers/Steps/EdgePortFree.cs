using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>Nobody but our own edge listens where visitors come in.</summary>
public sealed class EdgePortFree(InstallationOptions installation) : WorkerCheck("EdgePort", "Looking whether the edge's port is free")
{
    protected override async Task<Verdict> LookAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        var listed = await context.Engine.ListAsync(context.Containers.Labels, cancellationToken);
        if (!listed.Ok)
        {
            return new Verdict.Unknown(listed.Error);
        }

        if (listed.Value.Containers.Any(container => container.Name == context.Containers.EdgeContainer && container.IsRunning))
        {
            return new Verdict.Fine($"{installation.EdgePort} is our edge's");
        }

        var tables = await context.Engine.ExecAsync(new ExecRequest(context.Containers.GuardContainer, ["cat", "/proc/net/tcp", "/proc/net/tcp6"]), cancellationToken);
        return !tables.Ok ? new Verdict.Unknown(tables.Error)
            : GuardView.IsTaken(tables.Value.Output, installation.EdgePort)
                ? new Verdict.Wrong($"Another program listens on port {installation.EdgePort}, where shops are served.", $"See which, and stop it: sudo ss -ltnp 'sport = :{installation.EdgePort}' (Is it an edge of this installation? Then this machine is a worker already, by another engine, and can't be two.)")
                : new Verdict.Fine($"{installation.EdgePort} is free");
    }
}
