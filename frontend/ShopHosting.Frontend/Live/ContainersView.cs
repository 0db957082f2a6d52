using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend.Live;

/// <summary>A store's containers, or why they can't be shown.</summary>
public sealed record ContainersView(StoreId Store, StoreContainers? Containers, string? Problem)
{
    public static async Task<ContainersView> AskAsync(IStoreGrain store, StoreId id, TimeProvider clock, CancellationToken cancellationToken)
    {
        var asked = await store.ContainersAsync(cancellationToken).OrRefusalAsync(clock, cancellationToken);
        return new(id, asked.Value, asked.Error?.Message);
    }
}
