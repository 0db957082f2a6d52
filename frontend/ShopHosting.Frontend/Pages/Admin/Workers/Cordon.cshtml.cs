using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>Gives a worker no new stores.</summary>
public sealed class CordonModel(CurrentAdministrator administrator, IEntropy entropy) : WorkerCommandModel(administrator, entropy)
{
    public override WorkerConfirmation Confirmation => new(
        $"Cordon {View.Id}", "It gets no new stores from now on. Those that it has go on and are looked after as before.", "Cordon it");

    public override bool IsPossible => View.Status is not WorkerStatus.Retired;

    protected override Task<Result> AskAsync(IWorkerGrain worker, WorkerAsk ask, CancellationToken cancellationToken) => worker.CordonAsync(ask, Input.Reason ?? "", cancellationToken);
}
