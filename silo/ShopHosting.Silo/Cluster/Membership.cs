using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Clustering.Redis;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// Looks whether Redis still has this silo in its table. One that is not in it any more would go on for itself while the next to start makes a cluster of its own:
/// it ends, and joins anew when it is started again. While Redis does not answer all goes on, and readiness says so.
/// </summary>
internal sealed partial class Membership(IMembershipTable table, ILocalSiloDetails self, ProcessEnd end, TimeProvider clock, ILogger<Membership> logger)
    : BackgroundService, IHealthCheck
{
    /// <summary>How often it is looked, and so how long a silo may go on unknown.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>What one answer of Redis may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile bool isSilent;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(isSilent ? HealthCheckResult.Degraded(RedisPageKeys.Silent) : HealthCheckResult.Healthy());

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!end.IsNear && await IsKnownAsync(cancellationToken) != true)
        {
            // Its leave would be waited for until the host's time is over.
            LogNoLeave();
            end.Soon(0);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var period = new PeriodicTimer(Period, clock);
        var wasKnown = true;
        do
        {
            var isKnown = await IsKnownAsync(stoppingToken);
            if (isKnown is null && !isSilent)
            {
                LogSilent();
            }

            isSilent = isKnown is null;
            if (isKnown == false && !wasKnown)
            {
                LogForgotten();
                end.Soon(ProcessEnd.StartAgain);
                return;
            }

            wasKnown = isKnown != false;
        }
        while (await period.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Null when Redis does not answer.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a silent Redis leads to, it is no answer.")]
    private async Task<bool?> IsKnownAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await table.ReadRowAsync(self.SiloAddress, cancellationToken).WaitAsync(Patience, clock, cancellationToken)).Members.Count > 0;
        }
        catch (RedisClusteringException)                                 // it answers, and has no table, or none that can be read
        {
            return false;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Critical, "Redis does not know this silo any more: its table was emptied, or is another one. This process ends and joins anew when it is started again")]
    private partial void LogForgotten();

    [LoggerMessage(LogLevel.Warning, "Redis does not answer; what runs goes on, and nobody can join until it is back")]
    private partial void LogSilent();

    [LoggerMessage(LogLevel.Warning, "Redis does not answer or does not know this silo, so that it can't take its leave; it ends within seconds without")]
    private partial void LogNoLeave();
}
