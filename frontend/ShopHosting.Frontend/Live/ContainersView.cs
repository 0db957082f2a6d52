using ShopHosting.Contracts.Stores;

namespace ShopHosting.Frontend.Live;

/// <summary>A store's containers, or why they can't be shown.</summary>
public sealed record ContainersView(StoreView Store, StoreContainers? Containers, string? Problem)
{
    public static async Task<ContainersView> AskAsync(IStoreGrain store, StoreView view, TimeProvider clock, CancellationToken cancellationToken)
    {
        var asked = await store.ContainersAsync(cancellationToken).OrRefusalAsync(clock, cancellationToken);
        return new(view, asked.Value, asked.Error?.Message);
    }
}
