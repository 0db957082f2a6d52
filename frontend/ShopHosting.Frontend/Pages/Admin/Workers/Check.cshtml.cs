using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>Looks at all of a worker anew.</summary>
public sealed class CheckModel(CurrentAdministrator administrator, IEntropy entropy) : WorkerCommandModel(administrator, entropy)
{
    public override WorkerConfirmation Confirmation => new(
        $"Check {View.Id} again", "All of it is looked at anew, and what is not as it should be is set right. Its stores go on meanwhile.", "Check again");

    public override bool IsPossible => View.Status is not WorkerStatus.Retired;

    protected override Task<Result> AskAsync(IWorkerGrain worker, WorkerAsk ask, CancellationToken cancellationToken) => worker.CheckAgainAsync(ask, cancellationToken);
}
