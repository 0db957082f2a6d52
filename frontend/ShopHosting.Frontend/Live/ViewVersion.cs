using System.Security.Cryptography;
using System.Text.Json;
using ShopHosting.Contracts;

namespace ShopHosting.Frontend.Live;

/// <summary>A view with a version that changes with what it says.</summary>
internal static class ViewVersion
{
    public static string Of<TView>(TView view) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(view, ContractJson.Options)).AsSpan(0, 8));
}
