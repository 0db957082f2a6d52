using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>All stories share one installation and come one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneInstallation : ICollectionFixture<Installation>
{
    public const string Name = "one installation";
}
