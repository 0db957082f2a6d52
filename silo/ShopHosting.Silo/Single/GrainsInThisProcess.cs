using ShopHosting.Contracts;
using ShopHosting.Grains.Stores;

namespace ShopHosting.Silo.Single;

/// <summary>Where the grains run in the Single edition: in this process, which does all that is needed.</summary>
internal static class GrainsInThisProcess
{
    public static Role Role(this IConfiguration _) => Silo.Role.Control | Silo.Role.Web;

    public static void AddGrains(this WebApplicationBuilder builder, Role _) => builder.Services.AddGrainHost(options =>
    {
        options.Assemblies.Add(typeof(StoreGrain).Assembly);
        options.Json = ContractJson.Options;
    });
}
