using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Orleans.Dashboard;
using ShopHosting.Frontend;

namespace ShopHosting.Silo.Cluster;

/// <summary>The pages as a client of the cluster: they reach the grains by the gateways of the control silos, and have neither database nor secrets.</summary>
internal static class WebClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static void AddWebClient(this WebApplicationBuilder builder, ClusterOptions cluster)
    {
        builder.UseOrleansClient(client =>
        {
            client.AddMember(cluster);
            client.UseConnectionRetryFilter(async (_, stopping) =>
            {
                await Task.Delay(Pause, TimeProvider.System, stopping);
                return true;
            });
        });
        builder.Services.PostConfigure<ExceptionHandlerOptions>(pages =>
        {
            var others = pages.StatusCodeSelector;
            pages.StatusCodeSelector = exception => exception is OrleansException ? StatusCodes.Status503ServiceUnavailable : others?.Invoke(exception) ?? StatusCodes.Status500InternalServerError;
        });
        builder.Services.AddSingleton<RedisPageKeys>();
        builder.Services.AddOptions<KeyManagementOptions>().PostConfigure<RedisPageKeys>((keys, ring) => keys.XmlRepository = ring);
    }

    /// <summary>Orleans' own dashboard; it protects nothing by itself.</summary>
    public static void MapSilos(this WebApplication app)
    {
        const string Address = "/admin/silos";
        app.MapOrleansDashboard(Address).RequireAuthorization(FrontendServices.AdministratorPolicy);
        app.Services.GetRequiredService<AdministratorLinks>().Add((Address, "Silos"));
    }
}
