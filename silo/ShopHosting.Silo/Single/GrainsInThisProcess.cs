using ShopHosting.Contracts;
using ShopHosting.Grains.Stores;

namespace ShopHosting.Silo.Single;

/// <summary>Where the grains run in the Single edition: in this process.</summary>
internal static class GrainsInThisProcess
{
    public static void AddGrains(this WebApplicationBuilder builder) => builder.Services.AddGrainHost(options =>
    {
        options.Assemblies.Add(typeof(StoreGrain).Assembly);
        options.Json = ContractJson.Options;
    });
}
