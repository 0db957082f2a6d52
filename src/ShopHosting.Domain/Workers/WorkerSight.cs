using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Workers;

/// <summary>Whether a worker is there.</summary>
public enum Sight
{
    Seen,

    /// <summary>It has been silent for a moment, which may be nothing.</summary>
    Suspect,

    /// <summary>It has been silent for so long, and did not answer so often, that it counts as away.</summary>
    Lost,
}

/// <summary>The way by which a worker was heard, or was not.</summary>
public enum SightPath
{
    /// <summary>Its engine was asked over a connection kept for this alone. A miss closes that, so the next asking takes another.</summary>
    Engine,

    /// <summary>The stream of its engine's events told something, or ended.</summary>
    Events,

    /// <summary>Its edge was asked, as visitors ask it.</summary>
    Edge,
}

public sealed record Observation(DateTimeOffset At, SightPath Path, bool IsAnswered);

/// <summary>
/// Concludes from what is observed of a worker whether it is there. A few lost packets lose no worker, and one that was lost is back only when it answered
/// several times. Where the numbers come from: ops/decisions/0019.
/// </summary>
public sealed record WorkerSight
{
    /// <summary>How long an asking may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PeriodOfDoubt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SuspectAfter = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(20);
    private const int MissesOfSuspect = 2;
    private const int MissesOfLost = 5;
    private const int AnswersOfReturn = 3;

    public Sight Is { get; init; }

    /// <summary>When its engine was heard last, or since when it is listened for.</summary>
    public required DateTimeOffset HeardAt { get; init; }

    /// <summary>How often in a row its engine was not heard.</summary>
    public int Misses { get; init; }

    /// <summary>How often in a row it was.</summary>
    public int Answers { get; init; }

    /// <summary>Whether its edge answered when it was asked last: then its shops are served, whatever its engine does. Null while nobody asked since its engine was heard.</summary>
    public bool? EdgeAnswers { get; init; }

    /// <summary>The next asking begins so long after this one.</summary>
    [JsonIgnore]
    public TimeSpan AskAgainIn => Misses == 0 && Is == Sight.Seen ? Period : PeriodOfDoubt;

    /// <summary>Of a worker that has just begun to be looked after.</summary>
    public static WorkerSight Begin(DateTimeOffset now) => new() { HeardAt = now };

    /// <summary>Of one that was lost before whoever looks now began to.</summary>
    public static WorkerSight Away(DateTimeOffset since) => new() { Is = Sight.Lost, HeardAt = since, Misses = MissesOfLost };

    public WorkerSight With(Observation observed) => (observed.Path, observed.IsAnswered) switch
    {
        (SightPath.Edge, _) => this with { EdgeAnswers = observed.IsAnswered },
        (_, true) => Heard(observed.At),
        _ => Missed(observed.At),
    };

    private WorkerSight Heard(DateTimeOffset at) => Is == Sight.Lost && Answers + 1 < AnswersOfReturn
        ? this with { Misses = 0, Answers = Answers + 1 }
        : new() { HeardAt = at, Answers = Answers + 1 };

    private WorkerSight Missed(DateTimeOffset at)
    {
        var (misses, silence) = (Misses + 1, at - HeardAt);
        return this with
        {
            Misses = misses,
            Answers = 0,
            Is = Is == Sight.Lost || misses >= MissesOfLost && silence >= LostAfter ? Sight.Lost
                : misses >= MissesOfSuspect && silence >= SuspectAfter ? Sight.Suspect
                : Is,
        };
    }
}
