namespace ShopHosting.EndToEndTests.Stories;

internal static class Pictures
{
    /// <summary>The smallest PNG: one transparent pixel.</summary>
    public static readonly byte[] OnePixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
}
