using ShopHosting.Contracts.Administration;

namespace ShopHosting.Frontend.Live;

/// <summary>The administrators' overview with a version that changes with what it says, and not with when it was asked.</summary>
public sealed record OverviewLive(OverviewView View)
{
    public string Version { get; } = ViewVersion.Of(View with { At = default });
}
