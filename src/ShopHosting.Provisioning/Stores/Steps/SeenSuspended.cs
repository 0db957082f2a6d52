using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>A visitor gets the page of a suspended shop: the real host name, through the edge.</summary>
public sealed class SeenSuspended(IEdge edge) : IStep<StoreContext>
{
    public string Name => nameof(SeenSuspended);

    public string Title => "Visiting it as a customer would";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var probe = SeenFromOutside.ProbeOf(context, context.Patience) with
        {
            ExpectStatus = EdgeConfiguration.SuspendedStatus,
            ExpectHeader = EdgeConfiguration.PageHeader,
            ExpectHeaderValue = EdgeConfiguration.SuspendedPage,
        };
        return await edge.VisitAsync(context.Placement.Worker, probe, cancellationToken) switch
        {
            { Ok: false } refused => refused.Outcome(),
            { Value.IsAsWanted: true } => StepOutcome.Finished,
            { Value: var answer } => new StepOutcome.NotYet(TimeSpan.Zero, $"the edge to tell visitors ({answer.Problem})"),
        };
    }

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
