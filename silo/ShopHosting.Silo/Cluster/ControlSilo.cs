using Microsoft.Extensions.DependencyInjection.Extensions;
using ShopHosting.Grains.Workers;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Silo.Cluster;

/// <summary>A silo with all grains but the workers' engines. It alone has the database and the keys of secrets, and is a gateway for the pages.</summary>
internal static class ControlSilo
{
    public static void AddControlSilo(this WebApplicationBuilder builder, ClusterOptions cluster)
    {
        // Several control nodes have a copy of one ring each: a key that one of them made would be unknown to the others.
        builder.Configuration["Secrets:AddsKeys"] ??= "false";
        // Each would write a link that makes the other's useless.
        builder.Configuration[DataRoot.LinksOnlyWhenAsked] ??= "true";
        builder.Configuration[$"{WorkerOptions.Section}:{nameof(WorkerOptions.TakesSockets)}"] = "false";
        builder.Configuration[$"{SqlOptions.Section}:{nameof(SqlOptions.IsShared)}"] = "true";
        builder.UseOrleans(silo => silo.AddMember(cluster, hasGateway: true));
        builder.Services.Replace(ServiceDescriptor.Singleton<IWorkerEngines>(
            provider => ActivatorUtilities.CreateInstance<ClusterWorkerEngines>(provider, provider.GetRequiredService<DockerWorkerEngines>())));
        builder.Services.AddSingleton<RowAddresses>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IEngineAddresses, SiloDoors>());
        builder.Services.Replace(ServiceDescriptor.Singleton<IWatchShare, ControlShare>());
        builder.Services.AddOptions<SqlOptions>().Validate(database => !string.IsNullOrEmpty(database.ConnectionString), "Database:ConnectionString is not set; control nodes share a PostgreSQL database.");
    }
}
