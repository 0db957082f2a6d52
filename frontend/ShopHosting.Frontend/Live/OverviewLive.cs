using System.Security.Cryptography;
using System.Text.Json;
using ShopHosting.Contracts;
using ShopHosting.Contracts.Administration;

namespace ShopHosting.Frontend.Live;

/// <summary>The administrators' overview with a version that changes with what it says, and not with when it was asked.</summary>
public sealed record OverviewLive(OverviewView View)
{
    public string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(View with { At = default }, ContractJson.Options)).AsSpan(0, 8));
}
