namespace ShopHosting.Domain.Stores;

/// <summary>What a customer asks for when a store is made.</summary>
/// <param name="Platform">The name of a platform folder, for example <c>woocommerce</c>.</param>
/// <param name="Title">As visitors read it, at most 100 characters.</param>
/// <param name="Country">ISO 3166-1 alpha-2, for example <c>DE</c>.</param>
/// <param name="Currency">ISO 4217, for example <c>EUR</c>.</param>
/// <param name="HasSampleProducts">Whether the shop begins with products to look at.</param>
public sealed record StoreOrder(StoreName Name, string Platform, string Title, string Country, string Currency, EmailAddress AdminEmail, bool HasSampleProducts = false)
{
    public const int MaxTitleLength = 100;
}
