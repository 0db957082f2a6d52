using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Stores.Steps;

/// <summary>The pending password is the shop administrator's.</summary>
public sealed class ChangePassword : IStep<StoreContext>
{
    public string Name => nameof(ChangePassword);

    public string Title => "Giving the administrator a new password";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    /// <summary>Only signing in would tell, and that is what doing it again ends with.</summary>
    public Task<Finding> CheckAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(StoreContext context, CancellationToken cancellationToken)
        => context.Pending is { } password ? (await context.Platform.ChangePasswordAsync(context, password, cancellationToken)).Outcome() : StepOutcome.Finished;

    /// <summary>Nothing is taken back: while it is not sure which password is valid, both are kept.</summary>
    public Task<StepOutcome> UndoAsync(StoreContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
