namespace ShopHosting.Domain.Persons;

/// <summary>How much guessing is allowed: some attempts at once, and from then on each only after a wait that doubles.</summary>
/// <param name="Free">Attempts without a wait.</param>
/// <param name="First">The first wait.</param>
/// <param name="Longest">No wait is longer. After twice this time without an attempt all is forgotten.</param>
public sealed record AttemptLimit(int Free, TimeSpan First, TimeSpan Longest)
{
    /// <summary>One e-mail address, from networks that its owner never signed in from.</summary>
    public static AttemptLimit Address { get; } = new(5, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(15));

    /// <summary>One e-mail address, from one network that its owner has signed in from.</summary>
    public static AttemptLimit KnownNetwork { get; } = new(5, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));

    /// <summary>One network, whatever addresses it tries.</summary>
    public static AttemptLimit Network { get; } = new(20, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(15));

    /// <summary>Somebody who is signed in and gives the password again.</summary>
    public static AttemptLimit SignedIn { get; } = new(5, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));
}

/// <summary>The attempts of one subject that did not succeed. What is refused for the wait is not counted, so that nobody can prolong it for another.</summary>
public readonly record struct Attempts(int Count, DateTimeOffset LastAt)
{
    /// <summary>How long the next attempt has to wait; null when it need not.</summary>
    public TimeSpan? Wait(AttemptLimit limit, DateTimeOffset now)
    {
        if (Count < limit.Free || IsForgotten(limit, now))
        {
            return null;
        }

        var doublings = Math.Min(Count - limit.Free, 30);
        var pause = TimeSpan.FromTicks(Math.Min(limit.First.Ticks << doublings, limit.Longest.Ticks));
        return LastAt + pause > now ? LastAt + pause - now : null;
    }

    public Attempts OneMore(AttemptLimit limit, DateTimeOffset now) => new(IsForgotten(limit, now) ? 1 : Count + 1, now);

    private bool IsForgotten(AttemptLimit limit, DateTimeOffset now) => now - LastAt >= limit.Longest * 2;
}
