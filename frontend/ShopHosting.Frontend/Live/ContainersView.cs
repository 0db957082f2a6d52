using ShopHosting.Contracts.Stores;

namespace ShopHosting.Frontend.Live;

/// <summary>A store's containers, or why they can't be shown. A worker that does not answer must not hold up a page.</summary>
public sealed record ContainersView(StoreView Store, StoreContainers? Containers, string? Problem)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<ContainersView> AskAsync(IStoreGrain store, StoreView view, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var asked = await store.ContainersAsync(cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            return asked.Ok ? new(view, asked.Value, null) : new(view, null, asked.Error.Message);
        }
        catch (TimeoutException)
        {
            return new(view, null, "The server that runs the shop did not answer in time.");
        }
    }
}
