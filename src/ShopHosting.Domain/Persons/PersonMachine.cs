using System.Collections.Immutable;
using ShopHosting.Domain.Storage;
using Kind = ShopHosting.Domain.Persons.PersonCommandKind;

namespace ShopHosting.Domain.Persons;

/// <summary>The life of somebody who signs in. PersonMachine.table.md beside its test shows it whole.</summary>
public static class PersonMachine
{
    /// <summary>The kind of claim by which a person holds an e-mail address; its scope is the door.</summary>
    public const string EmailClaim = "email";

    /// <summary>More browsers than this at a time push out the one not seen for longest.</summary>
    public const int MostSessions = 20;

    /// <summary>More networks than this push out the one not seen for longest.</summary>
    public const int MostNetworks = 10;

    /// <summary>More links than this within the life of one are not sent: nobody fills another's mailbox, or outdates the link faster than its owner reads.</summary>
    public const int MostResets = 3;

    /// <summary>A sign-up that is not finished by then expires and frees its e-mail address.</summary>
    public static readonly TimeSpan SignUpLimit = TimeSpan.FromMinutes(15);

    /// <summary>How exactly the last use of a session is kept.</summary>
    public static readonly TimeSpan SeenPrecision = TimeSpan.FromMinutes(5);

    /// <summary>How long the link to a new password is good for.</summary>
    public static readonly TimeSpan ResetLimit = TimeSpan.FromMinutes(30);

    /// <summary>A notice that can't be sent for this long is given up.</summary>
    public static readonly TimeSpan NoticeLimit = TimeSpan.FromDays(2);

    private static readonly TimeSpan FirstMailPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestMailPause = TimeSpan.FromMinutes(10);

    public static Result<PersonState> Decide(PersonState person, PersonCommand command, SessionLimits limits, DateTimeOffset now) => person.Status switch
    {
        PersonStatus.SigningUp => command.Kind switch
        {
            Kind.SignUp => person,
            Kind.AccountOpened => person with { Status = PersonStatus.Active, Account = ((AccountOpened)command).Account, Pending = null },
            Kind.AccountRefused => person with { Status = PersonStatus.Expired, Pending = null, Sessions = [] },
            Kind.BeginSession or Kind.TouchSession or Kind.EndSession or Kind.EndOtherSessions or Kind.Rehash => PersonErrors.NotFinished,
            Kind.ChangePassword or Kind.AskReset or Kind.IssueReset or Kind.ResetPassword or Kind.MailSettled or Kind.MailFailed => PersonErrors.NotFinished,
        },
        PersonStatus.Active => command.Kind switch
        {
            Kind.SignUp or Kind.AccountOpened => person,
            Kind.AccountRefused => PersonErrors.NotPossible,
            Kind.BeginSession => Begin(person, ((BeginSession)command).Session, limits, now),
            Kind.TouchSession => person with { Sessions = [.. Alive(person, limits, now).Select(session => session.TokenHash == ((TouchSession)command).TokenHash ? session with { SeenAt = now } : session)] },
            Kind.EndSession => person with { Sessions = [.. Alive(person, limits, now).Where(session => session.TokenHash != ((EndSession)command).TokenHash)] },
            Kind.EndOtherSessions => person with { Sessions = [.. Alive(person, limits, now).Where(session => session.TokenHash == ((EndOtherSessions)command).But)] },
            Kind.Rehash => person with { PasswordHash = ((Rehash)command).PasswordHash },
            Kind.ChangePassword => Change(person, (ChangePassword)command, limits, now),
            Kind.AskReset => Ask(person, ((AskReset)command).By, now),
            Kind.IssueReset => person with { Reset = new PasswordReset(((IssueReset)command).TokenHash, now + ResetLimit) },
            Kind.ResetPassword => Replace(person, (ResetPassword)command, now),
            Kind.MailSettled => person with { Mails = person.Mails.Remove(((MailSettled)command).Mail) },
            Kind.MailFailed => Delay(person, (MailFailed)command, now),
        },
        PersonStatus.Expired => command.Kind switch
        {
            Kind.SignUp => New(person.Id, (BeginSignUp)command, now),
            Kind.AccountRefused => person,
            Kind.AccountOpened or Kind.BeginSession or Kind.TouchSession or Kind.EndSession or Kind.EndOtherSessions or Kind.Rehash => PersonErrors.NotPossible,
            Kind.ChangePassword or Kind.AskReset or Kind.IssueReset or Kind.ResetPassword or Kind.MailSettled or Kind.MailFailed => PersonErrors.NotPossible,
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

    /// <summary>Somebody who looks after the installation, and has no account.</summary>
    public static PersonState NewAdministrator(Ids.UserId id, EmailAddress email, string passwordHash, DateTimeOffset now) => new()
    {
        Id = id,
        Email = email,
        PasswordHash = passwordHash,
        Status = PersonStatus.Active,
        Role = PersonRole.Administrator,
        CreatedAt = now,
    };

    public static bool Owed(PersonStatus status) => status switch { PersonStatus.SigningUp => true, PersonStatus.Active or PersonStatus.Expired => false };

    public static IEnumerable<Claim> Claims(PersonState person)
        => person.Status == PersonStatus.Expired ? [] : [new Claim(EmailClaim, ScopeOf(person.Role), person.Email.Value)];

    /// <summary>Customers and administrators hold their addresses apart.</summary>
    public static string ScopeOf(PersonRole role) => role switch { PersonRole.Customer => "", PersonRole.Administrator => "administrator" };

    /// <summary>The sessions that neither idled nor lived too long.</summary>
    public static IEnumerable<Session> Alive(PersonState person, SessionLimits limits, DateTimeOffset now) => person.Sessions.Where(session =>
        limits.Of(person.Role, session) is var limit && now - session.SeenAt < limit.Idle && now - session.CreatedAt < limit.Absolute);

    /// <summary>Whether a link with this token may replace the password now.</summary>
    public static bool CanReset(PersonState person, string tokenHash, DateTimeOffset now) => person.Reset is { } reset && reset.TokenHash == tokenHash && now < reset.Until;

    /// <summary>When a mail is not worth sending any more.</summary>
    public static DateTimeOffset DeadlineOf(OwedMail mail) => mail.AskedAt + (mail.Kind == MailKind.PasswordReset ? ResetLimit : NoticeLimit);

    private static PersonState Begin(PersonState person, Session session, SessionLimits limits, DateTimeOffset now) => person with
    {
        Sessions = [.. Alive(person, limits, now).OrderByDescending(known => known.SeenAt).Take(MostSessions - 1), session],
        Networks = Know(person, session.Address, now),
    };

    private static PersonState Change(PersonState person, ChangePassword command, SessionLimits limits, DateTimeOffset now) => person with
    {
        PasswordHash = command.PasswordHash,
        Sessions = [.. Alive(person, limits, now).Where(session => session.TokenHash == command.Session)],
        Reset = null,
        Mails = Owe(person, new OwedMail(MailKind.PasswordChanged, now, command.By, now)),
    };

    private static PersonState Ask(PersonState person, Origin by, DateTimeOffset now)
    {
        var lately = person.ResetsAsked.Where(asked => now - asked < ResetLimit).ToImmutableArray();
        return lately.Length >= MostResets ? person : person with { ResetsAsked = lately.Add(now), Mails = Owe(person, new OwedMail(MailKind.PasswordReset, now, by, now)) };
    }

    private static Result<PersonState> Replace(PersonState person, ResetPassword command, DateTimeOffset now)
        => command.TokenHash is { } token && !CanReset(person, token, now) ? PersonErrors.ResetLinkEnded : person with
        {
            PasswordHash = command.PasswordHash,
            Sessions = [],
            Networks = Know(person, command.By.Address, now),
            Reset = null,
            Mails = Owe(person with { Mails = person.Mails.RemoveAll(mail => mail.Kind == MailKind.PasswordReset) }, new OwedMail(MailKind.PasswordReplaced, now, command.By, now)),
        };

    private static PersonState Delay(PersonState person, MailFailed failed, DateTimeOffset now)
    {
        var pause = TimeSpan.FromTicks(Math.Min(FirstMailPause.Ticks << Math.Min(failed.Mail.Failures, 10), LongestMailPause.Ticks));
        return person with { Mails = [.. person.Mails.Select(mail => mail == failed.Mail ? mail with { Failures = mail.Failures + 1, Problem = failed.Problem, SendAt = now + pause } : mail)] };
    }

    private static ImmutableArray<OwedMail> Owe(PersonState person, OwedMail mail) => [.. person.Mails.Where(owed => owed.Kind != mail.Kind), mail];

    private static ImmutableArray<KnownNetwork> Know(PersonState person, string address, DateTimeOffset now)
        => VisitorNetwork.Of(address) is var name && name == VisitorNetwork.Unknown
            ? person.Networks
            : [.. person.Networks.Where(known => known.Name != name).OrderByDescending(known => known.SeenAt).Take(MostNetworks - 1), new KnownNetwork(name, now)];
}
