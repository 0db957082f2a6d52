using System.Diagnostics;

namespace ShopHosting.EndToEndTests;

/// <summary>The one way in which a test waits: it looks again and again, with a deadline, and says what it waited for in vain.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<T> ItIsAsync<T>(string what, TimeSpan upTo, Func<Task<T>> look, Func<T, bool> isWanted)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var (found, problem) = await TryAsync(look);
            if (problem is null && isWanted(found!))
            {
                return found!;
            }

            if (watch.Elapsed >= upTo)
            {
                throw new TimeoutException($"Waited {upTo.TotalSeconds:0} s in vain for {what}; the last look gave: {problem?.ToString() ?? found?.ToString()}", problem);
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    public static Task ItIsAsync(string what, TimeSpan upTo, Func<Task<bool>> look) => ItIsAsync(what, upTo, look, static isSo => isSo);

    /// <summary>While something is away, asking it fails; that is no reason to stop looking.</summary>
    private static async Task<(T? Found, Exception? Problem)> TryAsync<T>(Func<Task<T>> look)
    {
        try
        {
            return (await look(), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
        {
            return (default, exception);
        }
    }
}
