using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend.Live;

/// <summary>A store's containers, or why they can't be shown. A worker that does not answer must not hold up a page.</summary>
public sealed record ContainersView(StoreId Store, StoreContainers? Containers, string? Problem)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<ContainersView> AskAsync(IStoreGrain store, StoreId id, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var asked = await store.ContainersAsync(cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            return asked.Ok ? new(id, asked.Value, null) : new(id, null, asked.Error.Message);
        }
        catch (TimeoutException)
        {
            return new(id, null, "The server that runs the shop did not answer in time.");
        }
    }
}
