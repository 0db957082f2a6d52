using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The edge leads the shop's host name to its application.</summary>
public sealed class PublishRoute(IEdge edge) : IStep<StoreContext>
{
    public string Name => nameof(PublishRoute);

    public string Title => "Opening its address";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken)
        => edge.CompareAsync(context.Placement.Worker, context.Host, context.Route, cancellationToken);

    public Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken) => PutAsync(edge, context, cancellationToken);

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => CloseAsync(edge, context, cancellationToken);

    internal static async Task<StepOutcome> PutAsync(IEdge edge, StoreContext context, CancellationToken cancellationToken)
        => Outcome(await edge.PutAsync(context.Placement.Worker, context.Host, context.Route, context.Patience, cancellationToken));

    internal static async Task<StepOutcome> CloseAsync(IEdge edge, StoreContext context, CancellationToken cancellationToken)
        => Outcome(await edge.RemoveAsync(context.Placement.Worker, context.Host, context.Store.Key, context.Patience, cancellationToken));

    private static StepOutcome Outcome(Result<bool> served)
        => !served.Ok ? served.Error.AsFailure() : served.Value ? StepOutcome.Finished : new StepOutcome.NotYet(TimeSpan.Zero, "the edge to take the new address");
}
