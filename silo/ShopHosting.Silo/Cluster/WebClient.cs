using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Dashboard;
using ShopHosting.Frontend;
using StackExchange.Redis;

namespace ShopHosting.Silo.Cluster;

/// <summary>The pages as a client of the cluster: they reach the grains by the gateways of the control silos, and have neither database nor secrets.</summary>
internal static class WebClient
{
    public static void AddWebClient(this WebApplicationBuilder builder, ClusterOptions cluster)
    {
        builder.UseOrleansClient(client =>
        {
            client.AddMember(cluster);
            client.UseConnectionRetryFilter<ControlNodesAwaited>();
        });
        // The pages answer meanwhile, with what is missing.
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        builder.Services.AddOptions<ExceptionHandlerOptions>().PostConfigure<IHostApplicationLifetime>((pages, host) =>
        {
            var others = pages.StatusCodeSelector;
            pages.StatusCodeSelector = exception => exception is OrleansException or RedisException || !host.ApplicationStarted.IsCancellationRequested
                ? StatusCodes.Status503ServiceUnavailable
                : others?.Invoke(exception) ?? StatusCodes.Status500InternalServerError;
        });
        builder.Services.AddSingleton<RedisPageKeys>();
        builder.Services.AddHealthChecks().AddCheck<RedisPageKeys>("redis", HealthStatus.Degraded, [Composition.Ready]);
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
