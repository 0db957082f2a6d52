namespace ShopHosting.EndToEndTests.Shops;

/// <summary>What buyers and the administrator do on a shop's own pages, by the words that stand on them.</summary>
internal interface IShopPages
{
    /// <summary>From the home page to a confirmed order, to be paid on delivery; its number.</summary>
    Task<string> BuyAsync(string product);

    /// <summary>The administrator signs in and finds the order with its buyer.</summary>
    Task SeesOrderAsync((string User, string Password) administrator, string order);
}
