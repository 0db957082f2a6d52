using ShopHosting.Domain.Ids;

namespace ShopHosting.Grains.Stores;

/// <summary>The key of a store's grain: <c>account/store</c>.</summary>
internal static class StoreKey
{
    public static (AccountId Account, StoreId Store) Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (AccountId.Parse(key[..slash]), StoreId.Parse(key[(slash + 1)..]));
    }
}
