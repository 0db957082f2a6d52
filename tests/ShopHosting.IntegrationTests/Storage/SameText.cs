using System.Text.Json;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>Compares records that hold lists, by what a row of them says.</summary>
internal static class SameText
{
    public static void ShouldBeSameAs<T>(this T actual, T expected, string? because = null)
        => JsonSerializer.Serialize(actual, StateJson.Options).ShouldBe(JsonSerializer.Serialize(expected, StateJson.Options), because);
}
