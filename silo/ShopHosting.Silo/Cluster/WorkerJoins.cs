using System.Net;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Silo.Cluster;

/// <summary>Tells the cluster at each start that this worker is there; the control role takes it in, once, and looks after it from then on.</summary>
internal sealed partial class WorkerJoins(IGrainFactory grains, IOptions<ClusterOptions> cluster, TimeProvider clock, ILogger<WorkerJoins> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Where other workers' edges reach this one's. On loopback nobody else does.</summary>
    internal static string? PrivateAddress(ClusterOptions cluster) => IPAddress.IsLoopback(IPAddress.Parse(cluster.Address)) ? null : cluster.Address;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryAsync(stoppingToken))
        {
            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task<bool> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            var taken = await FirstWorkers.TakeInAsync(grains, cluster.Value.Worker, WorkerEndpoint.Silo, PrivateAddress(cluster.Value), stoppingToken);
            if (!taken.Ok)
            {
                LogRefused(cluster.Value.Worker, taken.Error.Message);
            }

            return taken.Ok;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or ArgumentException)   // the last one while no silo has such a grain
        {
            LogNobody(cluster.Value.Worker, exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Worker {Worker} is not taken in: {Message}")]
    private partial void LogRefused(string worker, string message);

    [LoggerMessage(LogLevel.Warning, "No control silo takes worker {Worker} in yet: {Message}")]
    private partial void LogNobody(string worker, string message);
}
