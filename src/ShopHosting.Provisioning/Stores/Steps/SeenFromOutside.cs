using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The shop answers a visitor: the real host name, through the edge, from the shop itself.</summary>
public sealed class SeenFromOutside(IEdge edge) : IStep<StoreContext>
{
    public string Name => nameof(SeenFromOutside);

    public string Title => "Visiting it as a customer would";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var answer = await edge.VisitAsync(context.Placement.Worker, ProbeOf(context, context.Patience), cancellationToken);
        context.LastAnswer = answer.Value;
        return answer switch
        {
            { Ok: false } => answer.Outcome(),
            { Value.IsAsWanted: true } => new StepOutcome.Done($"answered in {answer.Value.Took.TotalMilliseconds:0} ms"),
            _ => new StepOutcome.NotYet(TimeSpan.Zero, $"the shop to answer ({answer.Value.Problem})"),
        };
    }

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);

    /// <summary>The request by which a store counts as live.</summary>
    public static HttpProbe ProbeOf(StoreContext context, TimeSpan upTo) => new(
        "127.0.0.1",
        context.Installation.EdgePort,
        context.Installation.AuthorityOf(context.Store.Order.Name),
        context.Template.Health.Path,
        upTo,
        context.Template.Health.Header,
        context.Template.Health.Header is null ? null : context.Store.Id.Value,
        context.Template.Health.Status);
}
