using Orleans.Serialization;
using ShopHosting.Contracts;

namespace ShopHosting.Silo.Cluster;

/// <summary>Where the grains run in the Cluster edition: in an Orleans silo of this process, alone on this machine as long as nothing says which cluster it belongs to.</summary>
internal static class GrainsInASilo
{
    public static void AddGrains(this WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering();
        silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(ContractJson.Carries, ContractJson.Options));
    });
}
