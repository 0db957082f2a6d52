using ShopHosting.Domain.Storage;
using Kind = ShopHosting.Domain.Persons.PersonCommandKind;

namespace ShopHosting.Domain.Persons;

/// <summary>The life of somebody who signs in. PersonMachine.table.md beside its test shows it whole.</summary>
public static class PersonMachine
{
    /// <summary>The kind of claim by which a person holds an e-mail address.</summary>
    public const string EmailClaim = "email";

    /// <summary>More browsers than this at a time push out the one not seen for longest.</summary>
    public const int MostSessions = 20;

    /// <summary>A sign-up that is not finished by then expires and frees its e-mail address.</summary>
    public static readonly TimeSpan SignUpLimit = TimeSpan.FromMinutes(15);

    /// <summary>A session not used for this long has ended.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromHours(12);

    /// <summary>A session ends after this long, however much it is used.</summary>
    public static readonly TimeSpan AbsoluteLimit = TimeSpan.FromDays(14);

    /// <summary>How exactly the last use of a session is kept.</summary>
    public static readonly TimeSpan SeenPrecision = TimeSpan.FromMinutes(5);

    public static Result<PersonState> Decide(PersonState person, PersonCommand command, DateTimeOffset now) => person.Status switch
    {
        PersonStatus.SigningUp => command.Kind switch
        {
            Kind.SignUp => person,
            Kind.AccountOpened => person with { Status = PersonStatus.Active, Account = ((AccountOpened)command).Account, Pending = null },
            Kind.AccountRefused => person with { Status = PersonStatus.Expired, Pending = null, Sessions = [] },
            Kind.BeginSession or Kind.TouchSession or Kind.EndSession or Kind.Rehash => PersonErrors.NotFinished,
        },
        PersonStatus.Active => command.Kind switch
        {
            Kind.SignUp or Kind.AccountOpened => person,
            Kind.AccountRefused => PersonErrors.NotPossible,
            Kind.BeginSession => person with { Sessions = [.. Alive(person, now).OrderByDescending(session => session.SeenAt).Take(MostSessions - 1), ((BeginSession)command).Session] },
            Kind.TouchSession => person with { Sessions = [.. Alive(person, now).Select(session => session.TokenHash == ((TouchSession)command).TokenHash ? session with { SeenAt = now } : session)] },
            Kind.EndSession => person with { Sessions = [.. Alive(person, now).Where(session => session.TokenHash != ((EndSession)command).TokenHash)] },
            Kind.Rehash => person with { PasswordHash = ((Rehash)command).PasswordHash },
        },
        PersonStatus.Expired => command.Kind switch
        {
            Kind.SignUp => New(person.Id, (BeginSignUp)command, now),
            Kind.AccountRefused => person,
            Kind.AccountOpened or Kind.BeginSession or Kind.TouchSession or Kind.EndSession or Kind.Rehash => PersonErrors.NotPossible,
        },
    };

    /// <summary>Somebody new, who owes the account.</summary>
    public static PersonState New(Ids.UserId id, BeginSignUp command, DateTimeOffset now) => new()
    {
        Id = id,
        Email = command.Email,
        PasswordHash = command.PasswordHash,
        Status = PersonStatus.SigningUp,
        CreatedAt = now,
        Pending = command.Pending,
    };

    public static bool Owed(PersonStatus status) => status switch { PersonStatus.SigningUp => true, PersonStatus.Active or PersonStatus.Expired => false };

    public static IEnumerable<Claim> Claims(PersonState person)
        => person.Status == PersonStatus.Expired ? [] : [new Claim(EmailClaim, "", person.Email.Value)];

    /// <summary>The sessions that neither idled nor lived too long.</summary>
    public static IEnumerable<Session> Alive(PersonState person, DateTimeOffset now)
        => person.Sessions.Where(session => now - session.SeenAt < IdleLimit && now - session.CreatedAt < AbsoluteLimit);
}
