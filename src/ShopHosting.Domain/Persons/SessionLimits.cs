namespace ShopHosting.Domain.Persons;

/// <summary>How long a session lives. Both limits are kept where sessions are, so no browser can stretch them.</summary>
/// <param name="Idle">A session that is not used for this long has ended.</param>
/// <param name="Absolute">A session ends after this long, however much it is used.</param>
public sealed record SessionLimit(TimeSpan Idle, TimeSpan Absolute);

/// <param name="Ordinary">Of a customer.</param>
/// <param name="Remembered">Of a customer who asked to stay signed in.</param>
/// <param name="Administrator">Of an administrator, who is never remembered.</param>
public sealed record SessionLimits(SessionLimit Ordinary, SessionLimit Remembered, SessionLimit Administrator)
{
    public static SessionLimits Default { get; } = new(
        new(TimeSpan.FromHours(12), TimeSpan.FromDays(14)), new(TimeSpan.FromDays(30), TimeSpan.FromDays(90)), new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(12)));

    public SessionLimit Of(PersonRole role, Session session) => role == PersonRole.Administrator ? Administrator : session.IsRemembered ? Remembered : Ordinary;
}
