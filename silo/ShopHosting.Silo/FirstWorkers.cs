using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Edges;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Infrastructure.Docker;

namespace ShopHosting.Silo;

/// <summary>Takes the workers of the configuration in, once; from then on they are looked after.</summary>
internal sealed partial class FirstWorkers(IGrainFactory grains, IOptions<DockerOptions> options, TimeProvider clock, ILogger<FirstWorkers> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public static async Task<Result> TakeInAsync(IGrainFactory grains, string name, string endpoint, string? address, CancellationToken cancellationToken)
    {
        var worker = grains.GetGrain<IWorkerGrain>(name);
        if (await worker.ViewAsync(cancellationToken) is { IsConfigured: true } known && (known.Endpoint, known.Address) == (endpoint, address))
        {
            // This version of the platform may render the edge's configuration otherwise than the one that ran before.
            await grains.GetGrain<IEdgeGrain>(name).RefreshAsync(cancellationToken);
            return Result.Success;
        }

        return await worker.JoinAsync(new WorkerJoining(endpoint, address), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        => await Task.WhenAll(options.Value.Workers.Select(worker => TakeInAsync(worker.Key, worker.Value, stoppingToken)));

    /// <summary>A worker whose engine hangs holds up neither the others nor the panel.</summary>
    private async Task TakeInAsync(string name, DockerEndpointOptions endpoint, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var taken = await TakeInAsync(grains, name, endpoint.Address, endpoint.PrivateAddress, stoppingToken);
                if (!taken.Ok)
                {
                    LogNotJoined(name, taken.Error.Message);
                }

                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogJoinFailed(exception, name);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Worker {Worker} could not be taken in: {Message}")]
    private partial void LogNotJoined(string worker, string message);

    [LoggerMessage(LogLevel.Error, "Worker {Worker} could not be taken in yet")]
    private partial void LogJoinFailed(Exception exception, string worker);
}

internal static class FirstWorkersServices
{
    public static void AddFirstWorkers(this IServiceCollection services) => services.AddHostedService<FirstWorkers>();
}
