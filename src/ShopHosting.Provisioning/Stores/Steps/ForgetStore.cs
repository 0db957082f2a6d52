using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The account gives the shop's name back.</summary>
public sealed class ForgetStore(IAccounts accounts) : IStep<StoreContext>
{
    public string Name => nameof(ForgetStore);

    public string Title => "Giving its name back";

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
        => (await accounts.StoreGoneAsync(context.Store.Account, context.Store.Id, cancellationToken)).Outcome();

    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
