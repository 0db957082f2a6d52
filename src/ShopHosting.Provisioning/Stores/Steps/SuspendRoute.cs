using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The edge answers the shop's visitors itself, with the page of a suspended shop. Opened again by <see cref="PublishRoute"/>.</summary>
public sealed class SuspendRoute(IEdge edge) : IStep<StoreContext>
{
    public string Name => nameof(SuspendRoute);

    public string Title => "Telling visitors that it is paused";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken)
        => edge.CompareAsync(context.Placement.Worker, context.Host, context.Route, cancellationToken);

    public Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken) => PublishRoute.PutAsync(edge, context, cancellationToken);

    /// <summary>Nobody suspends in order to open a shop.</summary>
    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
