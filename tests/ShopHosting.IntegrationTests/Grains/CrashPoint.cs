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
    private readonly TaskCompletionSource landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isArmed;
    private bool hasStopped;
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

    /// <summary>Nothing that comes now is counted. True when somebody was stopped before.</summary>
    public bool Disarm()
    {
        lock (gate)
        {
            isArmed = false;
            return hasStopped;
        }
    }

    /// <summary>Lets whoever was stopped go on. Dead: its effect happens, and nobody gets the answer. Else: it lives on as a zombie.</summary>
    public async Task ReleaseAsync(bool livesOn)
    {
        released.TrySetResult(livesOn);
        await landed.Task;
    }

    /// <summary>An effect on the way: the moments before and after it.</summary>
    public async Task<T> PassAsync<T>(string what, bool changesSomething, Func<Task<T>> effect)
    {
        var met = await MeetAsync($"before {what}");
        T answer;
        try
        {
            answer = await effect();
        }
        finally
        {
            Land(met);                                                           // also when it was given up on the way
        }

        if (met is null && changesSomething)
        {
            met = await MeetAsync($"after {what}");
            Land(met);
        }

        return met is not false ? answer : await new TaskCompletionSource<T>().Task;
    }

    private void Land(bool? met)
    {
        if (met is not null)
        {
            landed.TrySetResult();
        }
    }

    /// <summary>Null when nobody is stopped here; else, once released, whether it lives on.</summary>
    private async Task<bool?> MeetAsync(string moment)
    {
        lock (gate)
        {
            if (!isArmed)
            {
                return null;
            }

            passed.Add(moment);
            if (passed.Count != chosen)
            {
                return null;
            }

            hasStopped = true;
        }

        reached.TrySetResult();
        return await released.Task;
    }
}
