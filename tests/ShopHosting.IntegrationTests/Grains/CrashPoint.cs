namespace ShopHosting.IntegrationTests.Grains;

/// <summary>
/// Counts the moments at which a host can die: before and after the effect of each call of an engine and of each save. At the chosen one it stops whoever
/// comes by, tells the test, and lets the effect happen only when the test wants it: late, as of a host that everybody believed dead.
/// </summary>
public sealed class CrashPoint
{
    private readonly Lock gate = new();
    private readonly List<string> passed = [];
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isArmed;
    private int chosen;

    /// <summary>The moments since it was armed.</summary>
    public IReadOnlyList<string> Passed
    {
        get
        {
            lock (gate)
            {
                return [.. passed];
            }
        }
    }

    public Task Reached => reached.Task;

    /// <summary>Begins to count; stops at the moment of this number, at none when it is zero.</summary>
    public void Arm(int moment)
    {
        lock (gate)
        {
            (isArmed, chosen) = (true, moment);
        }
    }

    /// <summary>Nothing that comes now is counted.</summary>
    public void Disarm()
    {
        lock (gate)
        {
            isArmed = false;
        }
    }

    /// <summary>Lets whoever was stopped go on. Dead: its effect happens, and nobody gets the answer. Else: it lives on as a zombie.</summary>
    public void Release(bool livesOn) => released.TrySetResult(livesOn);

    /// <summary>An effect on the way: the moments before and after it.</summary>
    public async Task<T> PassAsync<T>(string what, bool changesSomething, Func<Task<T>> effect)
    {
        var dies = await MeetAsync($"before {what}");
        var answer = await effect();
        dies |= changesSomething && await MeetAsync($"after {what}");
        return dies ? await new TaskCompletionSource<T>().Task : answer;
    }

    private async Task<bool> MeetAsync(string moment)
    {
        lock (gate)
        {
            if (!isArmed)
            {
                return false;
            }

            passed.Add(moment);
            if (passed.Count != chosen)
            {
                return false;
            }
        }

        reached.TrySetResult();
        return !await released.Task;
    }
}
