using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Live;

/// <summary>How well a store's running containers are shut in, asked of the engine now, or why it can't be shown.</summary>
/// <param name="Page">Where all items are listed.</param>
public sealed record HardeningView(string Page, HardeningScore? Score, string? Problem)
{
    public static async Task<HardeningView> AskAsync(IStoreGrain store, string page, TimeProvider clock, CancellationToken cancellationToken)
    {
        var asked = await store.HardeningAsync(cancellationToken).OrRefusalAsync(clock, cancellationToken);
        return new(page, asked.Value, asked.Error?.Message);
    }
}
