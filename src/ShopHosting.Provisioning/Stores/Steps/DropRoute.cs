using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The edge of its worker shall not know the address any more, should it ever come back. Nobody waits until it doesn't.</summary>
public sealed class DropRoute(IEdge edge) : IStep<StoreContext>
{
    public string Name => nameof(DropRoute);

    public string Title => "Striking its address off the list of its server";

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        await edge.RemoveAsync(context.Placement.Worker, context.Host, context.Route.Owner, context.Patience, cancellationToken);
        return (await edge.AskedForAsync(context.Placement.Worker, context.Host, cancellationToken))?.Owner == context.Route.Owner
            ? new StepOutcome.NotYet(TimeSpan.FromSeconds(1), "the edge, which is busy")
            : StepOutcome.Finished;
    }

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
