using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>All images of the store are on its worker.</summary>
public sealed class ImagesPresent : IStep<StoreContext>
{
    public string Name => nameof(ImagesPresent);

    public string Title => "Getting the software ready";

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public async Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var images = context.Stack.Components.Select(component => component.Container.Image).Distinct();
        var found = await Task.WhenAll(images.Select(image => context.Engine.EnsureImageAsync(image, cancellationToken)));
        return found.FirstFailure() is { Ok: false } missing ? new Finding.Different(missing.Error.Message) : Finding.Fine;
    }

    /// <summary>Images are brought to a worker by its joining, so one that is missing only can be reported.</summary>
    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
    {
        foreach (var image in context.Stack.Components.Select(component => component.Container.Image).Distinct())
        {
            if (await context.Engine.EnsureImageAsync(image, cancellationToken) is { Ok: false } missing)
            {
                return missing.Outcome();
            }
        }

        return StepOutcome.Finished;
    }

    /// <summary>Images are shared; none is taken away.</summary>
    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
