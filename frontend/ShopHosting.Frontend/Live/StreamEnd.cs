using Microsoft.Extensions.Logging;

namespace ShopHosting.Frontend.Live;

/// <summary>How a stream of events comes to its end: the browser has gone, the program stops, or a grain did not answer in time.</summary>
internal static class StreamEnd
{
    /// <summary>What comes next; null when the stream is at its end.</summary>
    public static async Task<T?> NextOrNullAsync<T>(Func<Task<T?>> next, ILogger logger, CancellationToken ended) where T : class
    {
        try
        {
            return await next();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
        catch (TimeoutException exception)
        {
            logger.EventsEnded(exception);
            return null;
        }
    }
}
