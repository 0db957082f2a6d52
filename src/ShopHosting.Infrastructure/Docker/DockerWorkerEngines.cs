using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// One client for each worker, made when first asked for. The configuration says where its engine is, or else its row. A worker without an address is one that
/// does not answer, not a crash.
/// </summary>
public sealed class DockerWorkerEngines(
    InstallationId installation,
    IOptions<DockerOptions> options,
    IProbeClient probes,
    TimeProvider clock,
    DockerInstruments instruments,
    ILoggerFactory loggers,
    IEngineAddresses? addresses = null) : IWorkerEngines, IDisposable
{
    private static readonly EngineAddress Nowhere = new("", null);

    private readonly ConcurrentDictionary<WorkerId, Lazy<DockerWorkerEngine>> engines = new();

    /// <summary>They outlive the client: what is under way by the former one still holds its names.</summary>
    private readonly ConcurrentDictionary<WorkerId, NameLocks> locks = new();

    private readonly ContainerPolicy policy = new(installation, options.Value.Images.Count == 0 ? ContainerPolicy.OwnImages : [.. options.Value.Images]);

    public IWorkerEngine For(WorkerId worker) => engines.GetOrAdd(worker, static (id, self) => new(() => self.Create(id)), this).Value;

    /// <summary>Connections to the worker's engine, for who only passes on what others ask in Docker's own words.</summary>
    public HttpMessageHandler HandlerFor(WorkerId worker)
    {
        var configured = options.Value.Workers.GetValueOrDefault(worker.Value);
        return new DockerConnector(cancellationToken => FindAsync(worker, configured, cancellationToken), (configured ?? new()).ConnectTimeout).CreateHandler();
    }

    /// <summary>What is under way on the old connections may end there.</summary>
    public void Renew(WorkerId worker) => engines.TryRemove(worker, out _);

    public void Dispose()
    {
        foreach (var engine in engines.Values)
        {
            engine.Value.Dispose();
        }
    }

    private DockerWorkerEngine Create(WorkerId worker)
    {
        var configured = options.Value.Workers.GetValueOrDefault(worker.Value);
        var docker = new DockerClient(worker, configured ?? new(), clock, instruments, loggers.CreateLogger<DockerClient>(), cancellationToken => FindAsync(worker, configured, cancellationToken));
        return new(worker, docker, locks.GetOrAdd(worker, static _ => new()), installation, policy, probes, clock, loggers.CreateLogger<DockerWorkerEngine>());
    }

    private async Task<EngineAddress> FindAsync(WorkerId worker, DockerEndpointOptions? configured, CancellationToken cancellationToken)
        => configured is not null ? EngineAddress.Of(configured)
            : addresses is not null ? await addresses.FindAsync(worker, cancellationToken) ?? Nowhere
            : Nowhere;
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

    /// <summary>What a control role adds: engines are found by the workers' rows too, and images are brought from one to the other. Needs the rows and the box of secrets.</summary>
    public static IServiceCollection AddJoinedWorkers(this IServiceCollection services)
    {
        services.AddSingleton<IEngineAddresses, RowAddresses>();
        services.AddSingleton<IImageCarrier, DockerImageCarrier>();
        services.AddSingleton<IConnectProbe, TcpConnectProbe>();
        services.AddSingleton<IFirstContact, DockerFirstContact>();
        return services;
    }
}
