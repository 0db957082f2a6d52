using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Edges;
using ShopHosting.Contracts.Workers;
using ShopHosting.Infrastructure.Docker;

namespace ShopHosting.Silo;

/// <summary>Takes the workers of the configuration in, once; from then on they are looked after.</summary>
internal sealed partial class FirstWorkers(IGrainFactory grains, IOptions<DockerOptions> options, ILogger<FirstWorkers> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var (name, endpoint) in options.Value.Workers)
        {
            var worker = grains.GetGrain<IWorkerGrain>(name);
            if (await worker.ViewAsync(stoppingToken) is { } known && known.Endpoint == endpoint.Address)
            {
                // This version of the platform may render the edge's configuration otherwise than the one that ran before.
                await grains.GetGrain<IEdgeGrain>(name).RefreshAsync(stoppingToken);
                continue;
            }

            var joined = await worker.JoinAsync(endpoint.Address, stoppingToken);
            if (!joined.Ok)
            {
                LogNotJoined(name, joined.Error.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Worker {Worker} could not be taken in: {Message}")]
    private partial void LogNotJoined(string worker, string message);
}

internal static class FirstWorkersServices
{
    public static void AddFirstWorkers(this IServiceCollection services) => services.AddHostedService<FirstWorkers>();
}
