namespace ShopHosting.Grains;

internal static class TaskExtensions
{
    /// <summary>For a call whose answer changes nothing; its failure is logged where it happened.</summary>
    public static void Ignore(this Task task)
        => task.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
