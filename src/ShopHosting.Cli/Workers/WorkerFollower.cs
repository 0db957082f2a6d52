using ShopHosting.Cli.Control;
using ShopHosting.Cli.Panel;
using ShopHosting.Domain;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Cli.Workers;

/// <summary>Looks at a worker again and again while something is done with it. Its grain has no view that waits for the next one; the panel's pages ask as well.</summary>
internal sealed class WorkerFollower(ControlClient panel, TimeProvider clock, Action<ControlWorker> tell)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <returns>How it is once nothing is being done with it any more.</returns>
    /// <exception cref="PanelException">The panel can't be asked any more.</exception>
    public async Task<ControlWorker> FollowAsync(ControlWorker worker, CancellationToken cancellationToken)
    {
        tell(worker);
        while (WorkerMachine.Owed(worker.Status))
        {
            await Task.Delay(LookEvery, clock, cancellationToken);
            var looked = await panel.ShowAsync(worker.Name, cancellationToken);
            if (looked is { Ok: false, Error.Kind: not ErrorKind.Unavailable })
            {
                throw new PanelException(looked.Error!.Message);
            }

            worker = looked.Value ?? worker;
            tell(worker);
        }

        return worker;
    }
}
