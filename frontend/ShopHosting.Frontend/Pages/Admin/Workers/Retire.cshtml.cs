using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>Takes a worker out of service; its name has to be typed, so that it is this one.</summary>
public sealed class RetireModel(CurrentAdministrator administrator, IEntropy entropy) : WorkerCommandModel(administrator, entropy)
{
    public override WorkerConfirmation Confirmation => new(
        $"Retire {View.Id}", "It is taken out of service: nobody looks at it any more, and its certificates are forgotten. This is refused while stores are placed there. The platform's containers go on running there until you remove them; ops/runbooks/workers.md says how.", "Retire this worker");

    public override bool IsPossible => View.Status is not WorkerStatus.Retired;

    protected override Task<Result> AskAsync(IWorkerGrain worker, WorkerAsk ask, CancellationToken cancellationToken) => worker.RetireAsync(ask, Input.ConfirmedName?.Trim() ?? "", cancellationToken);
}
