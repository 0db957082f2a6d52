using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The shop becomes the customer's own: title, address, administrator, currency, country.</summary>
public sealed class Personalise : IStep<StoreContext>
{
    public string Name => nameof(Personalise);

    public string Title => "Making the shop yours";

    public TimeSpan Limit => TimeSpan.FromMinutes(3);

    /// <summary>What a shop says of itself is not worth asking: doing it again is as quick, and right in every case.</summary>
    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
        => (await context.Platform.PersonaliseAsync(context, cancellationToken)).Outcome();

    /// <summary>It goes with the volumes.</summary>
    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
