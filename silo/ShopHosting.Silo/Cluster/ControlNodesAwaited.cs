namespace ShopHosting.Silo.Cluster;

/// <summary>A web node that finds no control node asks again until there is one, and says so.</summary>
internal sealed partial class ControlNodesAwaited(TimeProvider clock, ILogger<ControlNodesAwaited> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogNobody(exception.Message);
        await Task.Delay(Pause, clock, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "No control node is reached yet, or Redis does not say where one is; it is tried again: {Message}")]
    private partial void LogNobody(string message);
}
