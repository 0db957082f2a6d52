using ShopHosting.Contracts.Persons;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Grains.Persons;

/// <summary>Counts attempts in memory: they are worth no write, and whoever can restart the panel need not guess. See ops/decisions/0008.</summary>
public sealed class ThrottleGrain(TimeProvider clock) : Grain, IThrottleGrain
{
    /// <summary>With 64 shards some quarter of a million subjects, and less than 100 MB at the very most.</summary>
    internal const int MostSubjects = 4096;

    private readonly Dictionary<string, Attempts> subjects = new(StringComparer.Ordinal);

    public Task<TimeSpan?> TakeAsync(string subject, AttemptLimit limit, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        var known = subjects.GetValueOrDefault(subject);
        if (known.Wait(limit, now) is { } wait)
        {
            return Task.FromResult<TimeSpan?>(wait);
        }

        if (subjects.Count >= MostSubjects && !subjects.ContainsKey(subject))
        {
            MakeRoom();
        }

        subjects[subject] = known.OneMore(limit, now);
        return Task.FromResult<TimeSpan?>(null);
    }

    public Task ForgetAsync(string subject, CancellationToken cancellationToken = default)
    {
        subjects.Remove(subject);
        return Task.CompletedTask;
    }

    /// <summary>The least guilty go first, an eighth at a time: a flood of new subjects does not push out the one that is being guessed at.</summary>
    private void MakeRoom()
    {
        foreach (var (subject, _) in subjects.OrderBy(entry => entry.Value.Count).ThenBy(entry => entry.Value.LastAt).Take(MostSubjects / 8).ToList())
        {
            subjects.Remove(subject);
        }
    }
}
