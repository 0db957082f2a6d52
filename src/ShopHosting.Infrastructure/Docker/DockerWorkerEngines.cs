using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>One client for each worker, made when first asked for. A worker without an address is one that does not answer, not a crash.</summary>
public sealed class DockerWorkerEngines(
    InstallationId installation,
    IOptions<DockerOptions> options,
    IProbeClient probes,
    TimeProvider clock,
    DockerInstruments instruments,
    ILoggerFactory loggers) : IWorkerEngines, IDisposable
{
    private static readonly DockerEndpointOptions Nowhere = new() { Address = "" };

    private readonly ConcurrentDictionary<WorkerId, Lazy<DockerWorkerEngine>> engines = new();

    private readonly ContainerPolicy policy = new(installation, options.Value.Images.Count == 0 ? ContainerPolicy.OwnImages : [.. options.Value.Images]);

    public IWorkerEngine For(WorkerId worker) => engines.GetOrAdd(worker, static (id, self) => new(() => self.Create(id)), this).Value;

    public void Dispose()
    {
        foreach (var engine in engines.Values)
        {
            engine.Value.Dispose();
        }
    }

    private DockerWorkerEngine Create(WorkerId worker)
    {
        var endpoint = options.Value.Workers.GetValueOrDefault(worker.Value) ?? Nowhere;
        var docker = new DockerClient(worker, endpoint, clock, instruments, loggers.CreateLogger<DockerClient>());
        return new(worker, docker, installation, policy, endpoint.IsUnix ? probes : null, clock, loggers.CreateLogger<DockerWorkerEngine>());
    }
}

public static class DockerServices
{
    /// <summary>Engines of the workers in section <c>Docker</c>. Needs an <see cref="InstallationId"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddDockerWorkerEngines(this IServiceCollection services, InstallationId installation)
    {
        services.AddOptions<DockerOptions>().BindConfiguration(DockerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DockerOptions>, DockerOptionsValidator>();
        services.AddMetrics();
        services.AddSingleton<DockerInstruments>();
        services.AddSingleton<IProbeClient, HttpProbeClient>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DockerWorkerEngines>(provider, installation));
        services.AddSingleton<IWorkerEngines>(provider => provider.GetRequiredService<DockerWorkerEngines>());
        return services;
    }
}
