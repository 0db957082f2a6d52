namespace ShopHosting.Silo.Cluster;

/// <summary>Where the grains run in the Cluster edition: in Orleans silos, of which this process is one or whose client it is.</summary>
internal static class GrainsInACluster
{
    public static Role Role(this IConfiguration configuration) => ClusterOptions.Of(configuration).ParsedRole;

    public static void AddGrains(this WebApplicationBuilder builder, Role role)
    {
        builder.Services.AddOptionsWithValidateOnStart<ClusterOptions, ClusterOptionsValidator>().BindConfiguration(ClusterOptions.Section);
        var cluster = ClusterOptions.Of(builder.Configuration);
        switch (role)
        {
            case Silo.Role.Control:
                builder.AddControlSilo(cluster);
                break;
            case Silo.Role.Worker:
                builder.AddWorkerSilo(cluster);
                break;
            case Silo.Role.Web:
                builder.AddWebClient(cluster);
                break;
        }
    }
}
