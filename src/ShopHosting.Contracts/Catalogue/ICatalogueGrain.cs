using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Contracts.Catalogue;

/// <summary>What this installation offers, and questions of a visitor who has no account yet. Key: <see cref="Key"/>.</summary>
public interface ICatalogueGrain : IGrainWithStringKey
{
    const string Key = "catalogue";

    Task<CatalogueView> ViewAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether a shop's address is free at this moment; the order decides. Success, or why not.</summary>
    Task<Result> IsFreeAsync(StoreName name, CancellationToken cancellationToken = default);
}

/// <param name="ShopDomain">Under which shops live, with the port when it is not the scheme's own: <c>shops.localhost:8088</c>.</param>
/// <param name="ShopScheme">http or https.</param>
/// <param name="Grace">How long a deleted store's data is kept.</param>
public sealed record CatalogueView(ImmutableArray<Plan> Plans, ImmutableArray<PlatformView> Platforms, string ShopDomain, string ShopScheme, TimeSpan Grace, string InstallationName);

/// <param name="Missing">Why it can't be offered on this installation and how an operator adds it, for operators' eyes; null when it can.</param>
public sealed record PlatformView(string Name, string Title, string Sentence, string Version, string? Missing);
