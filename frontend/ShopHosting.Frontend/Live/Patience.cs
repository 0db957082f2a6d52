using ShopHosting.Domain;

namespace ShopHosting.Frontend.Live;

/// <summary>Questions that go on to a worker: one that does not answer must not hold up a page.</summary>
public static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>The answer, or that there was none in time.</summary>
    public static async Task<Result<T>> OrRefusalAsync<T>(this Task<Result<T>> asked, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            return await asked.WaitAsync(Longest, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new Error(ErrorKind.Unavailable, "page.no-answer", "The server that runs the shop did not answer in time.");
        }
    }
}
