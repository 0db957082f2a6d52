using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>Opens a worker's edge for visitors of all stores, or closes it to them.</summary>
public sealed class IngressModel(CurrentAdministrator administrator, IEntropy entropy) : WorkerCommandModel(administrator, entropy)
{
    public override WorkerConfirmation Confirmation => View.IsIngress
        ? new($"Close {View.Id} to visitors of other workers", "Visitors come in here for its own stores only. See that DNS names another ingress first.", "Close it")
        : new($"Let visitors in by {View.Id}", "Visitors of all stores may come in here; its edge hands them on to the worker of their store.", "Let them in");

    public override bool IsPossible => View.Status is not WorkerStatus.Retired;

    protected override Task<Result> AskAsync(IWorkerGrain worker, WorkerAsk ask, CancellationToken cancellationToken) => worker.SetIngressAsync(ask, Input.IsIngress, cancellationToken);
}
