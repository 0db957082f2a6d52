using System.Globalization;
using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Serialization;
using ShopHosting.Contracts;
using OrleansCluster = Orleans.Configuration.ClusterOptions;

namespace ShopHosting.Silo.Cluster;

/// <summary>What silos of both roles and clients have in common: the cluster's name, who is in it, whom they trust, how values travel, and one more asking after a lost silo.</summary>
internal static class ClusterMember
{
    /// <summary>A silo that is gone is noticed after two of these; every caller waits for that long.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    /// <summary>How often a client, and how often a silo that heard nothing, reads who is in the cluster.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    public static void AddMember(this ISiloBuilder silo, ClusterOptions cluster, bool hasGateway)
    {
        var tls = new ClusterTls(cluster);
        silo.Services.AddName(silo.Configuration);
        silo.UseRedisClustering(redis => redis.ConfigurationOptions = cluster.RedisConnection(tls));
        tls.Apply(silo);
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = IPAddress.Parse(cluster.Address);
            endpoint.SiloPort = cluster.SiloPort;
            endpoint.GatewayPort = hasGateway ? cluster.GatewayPort : 0;
        });
        silo.Services.AddSingleton<ProcessEnd>().AddSingleton<IFatalErrorHandler>(provider => provider.GetRequiredService<ProcessEnd>());
        silo.Services.AddSingleton<Membership>().AddHostedService(provider => provider.GetRequiredService<Membership>());
        silo.Services.AddHealthChecks().AddCheck<Membership>("redis", HealthStatus.Degraded, [Composition.Ready]);
        silo.AddRoles(cluster.ParsedRole, cluster.Worker, cluster.ImagePort);
        silo.AddOutgoingGrainCallFilter<AskAgain>();
        silo.AddDashboard(dashboard => dashboard.HideTrace = true);
    }

    public static void AddMember(this IClientBuilder client, ClusterOptions cluster)
    {
        var tls = new ClusterTls(cluster);
        client.Services.AddName(client.Configuration);
        client.UseRedisClustering(redis => redis.ConfigurationOptions = cluster.RedisConnection(tls));
        tls.Apply(client);
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = Refresh);
        client.AddOutgoingGrainCallFilter<AskAgain>();
        client.AddDashboard(dashboard => dashboard.HideTrace = true);
    }

    /// <summary>What a silo is for, where others see it when they place a grain; and how soon it is missed. Tests of several silos use it without the rest.</summary>
    public static void AddRoles(this ISiloBuilder silo, Role role, string worker, int imagePort = 0)
    {
        silo.UseSiloMetadata(new Dictionary<string, string>
        {
            [SiloRoles.Role] = role.ToString(),
            [SiloRoles.Worker] = worker,
            [SiloRoles.ImagePort] = imagePort.ToString(CultureInfo.InvariantCulture),
        });
        silo.AddPlacementDirector<WorkerPlacement, WorkerPlacementDirector>();
        silo.Configure<GrainTypeOptions>(grains => SiloRoles.KeepOwn(grains.Classes, role));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = Probe;
            membership.NumMissedProbesLimit = 2;
            membership.TableRefreshTimeout = Refresh;
        });
    }

    /// <summary>How values travel.</summary>
    public static void AddContracts(this IServiceCollection services)
        => services.AddSerializer(serializer => serializer.AddJsonSerializer(ContractJson.Carries, ContractJson.Options));

    private static void AddName(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddContracts();
        services.Configure<OrleansCluster>(cluster => cluster.ClusterId = cluster.ServiceId = configuration.InstallationId().Value);
    }
}
