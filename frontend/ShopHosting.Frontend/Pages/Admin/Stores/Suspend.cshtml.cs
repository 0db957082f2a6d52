using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Errors;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin.Stores;

/// <summary>Lets a store stand still, for a reason that its customer is told. Asked of a suspended one it gives another reason.</summary>
public sealed class SuspendModel(CurrentAdministrator administrator, IEntropy entropy) : StoreCommandModel(administrator, entropy)
{
    public override StoreCommandKind Command => StoreCommandKind.Suspend;

    /// <summary>What was chosen; null when it is none of the list.</summary>
    private SuspensionCause? Cause => Enum.GetValues<SuspensionCause>().Cast<SuspensionCause?>().FirstOrDefault(cause => cause.ToString() == Input.Cause);

    protected override void Check()
    {
        if (Cause is null)
        {
            ModelState.Refuse(nameof(Input.Cause), "Choose a reason of the list.");
        }

        if (Text.Line(Input.Words, Suspension.MaxWordsLength).Problem is { } problem)
        {
            ModelState.Refuse(nameof(Input.Words), StoreErrors.BadSuspensionWords(problem).Message);
        }
    }

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken) => store.SuspendAsync(ask, Cause!.Value, Input.Words!, cancellationToken);
}
