using System.Runtime.CompilerServices;

namespace ShopHosting.Testing;

/// <summary>Lets a test that would hang fail instead, and say what it waited for. It never makes a passing test slower.</summary>
public static class Soon
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    public static async Task SoonAsync(this Task task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(s_limit, TimeProvider.System);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new InvalidOperationException($"Waited {s_limit} in vain for: {what}");
        }
    }

    public static async Task<T> SoonAsync<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).SoonAsync(what);
        return await task;
    }
}
