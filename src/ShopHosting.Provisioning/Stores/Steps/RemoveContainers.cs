using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>No container of the store is left, whichever operation made it.</summary>
public sealed class RemoveContainers : IStep<StoreContext>
{
    public string Name => nameof(RemoveContainers);

    public string Title => "Stopping and removing its containers";

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Gone.FindAsync(context, inventory => inventory.Containers.Length, cancellationToken);

    /// <summary>Each is asked to stop first, so that databases close their files.</summary>
    public Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken) => Gone.RemoveAsync(
        context,
        inventory => inventory.Containers.OrderByDescending(container => StageOf(context, container)).Select(container => container.Name),
        async name => await context.Engine.StopContainerAsync(name, cancellationToken) is { Ok: false } refused
            ? refused
            : await context.Engine.RemoveContainerAsync(name, context.Stack.Labels, cancellationToken),
        cancellationToken);

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);

    private static int StageOf(StoreContext context, ContainerInfo container)
        => context.Stack.Components.FirstOrDefault(component => component.Container.Name == container.Name)?.Stage ?? 0;
}
