using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
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
        => edge.CompareAsync(context.Placement.Worker, context.Host, RouteOf(context), cancellationToken);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
        => Outcome(await edge.PutAsync(context.Placement.Worker, context.Host, RouteOf(context), context.Patience, cancellationToken));

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => CloseAsync(edge, context, cancellationToken);

    internal static async Task<StepOutcome> CloseAsync(IEdge edge, StoreContext context, CancellationToken cancellationToken)
        => Outcome(await edge.RemoveAsync(context.Placement.Worker, context.Host, context.Store.Key, context.Patience, cancellationToken));

    internal static EdgeRoute RouteOf(StoreContext context) => new(context.Installation.PortOf(context.Placement), context.Template.Name, context.Store.Key);

    private static StepOutcome Outcome(Result<bool> served)
        => !served.Ok ? served.Error.AsFailure() : served.Value ? StepOutcome.Finished : new StepOutcome.NotYet(TimeSpan.Zero, "the edge to take the new address");
}
