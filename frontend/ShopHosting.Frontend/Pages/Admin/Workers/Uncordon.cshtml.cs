using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Workers;

/// <summary>Gives a worker stores again.</summary>
public sealed class UncordonModel(CurrentAdministrator administrator, IEntropy entropy) : WorkerCommandModel(administrator, entropy)
{
    public override WorkerConfirmation Confirmation => new(
        $"End the cordon of {View.Id}", "It gets new stores again as soon as it is active.", "End the cordon");

    public override bool IsPossible => View is { Cordon: not null, Status: not WorkerStatus.Retired };

    protected override Task<Result> AskAsync(IWorkerGrain worker, WorkerAsk ask, CancellationToken cancellationToken) => worker.UncordonAsync(ask, cancellationToken);
}
