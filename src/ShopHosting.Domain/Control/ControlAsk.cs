using ShopHosting.Domain.Ids;

namespace ShopHosting.Domain.Control;

/// <summary>Something asked of a worker by the control socket, with the id by which the same asking is known again. Who asks, the kernel says.</summary>
public record ControlAsk(OperationId Operation);

/// <param name="Endpoint">As in <see cref="Workers.WorkerReach"/>.</param>
/// <param name="Address">As in <see cref="Workers.WorkerReach"/>.</param>
/// <param name="Certificates">The text of a <c>panel.pem</c>; null keeps what is known. Never printed.</param>
public sealed record ControlJoin(OperationId Operation, string Endpoint, string? Address = null, string? Certificates = null) : ControlAsk(Operation)
{
    public override string ToString() => "[redacted]";
}

public sealed record ControlCordon(OperationId Operation, string Reason) : ControlAsk(Operation);

public sealed record ControlIngress(OperationId Operation, bool IsIngress) : ControlAsk(Operation);

/// <param name="ConfirmedName">The worker's name, typed by who asks.</param>
public sealed record ControlRetire(OperationId Operation, string ConfirmedName) : ControlAsk(Operation);
