using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The host name leads nowhere any more.</summary>
public sealed class CloseRoute(IEdge edge) : IStep<StoreContext>
{
    public string Name => nameof(CloseRoute);

    public string Title => "Closing its address";

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public async Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken)
        => await edge.CompareAsync(context.Placement.Worker, context.Host, context.Route, cancellationToken) is Finding.Absent ? Finding.Fine : Finding.None;

    public Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken) => PublishRoute.CloseAsync(edge, context, cancellationToken);

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
