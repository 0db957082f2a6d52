using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>Stops one component, so that the start that follows is a fresh one. What is not there needs no stop.</summary>
public sealed class StopComponent(string component, string title) : IStep<StoreContext>
{
    public string Name => $"Stop.{component}";

    public string Title { get; } = $"Stopping {title}";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    /// <summary>Done once in each operation: that it runs again afterwards is what the next steps bring about.</summary>
    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
        => (await context.Engine.StopContainerAsync(context.Stack[component].Container.Name, cancellationToken)).Outcome();

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
