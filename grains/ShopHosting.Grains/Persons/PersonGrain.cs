using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Persons;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Persons;

/// <summary>Somebody who signs in: holds the e-mail address and the sessions, and owes the account until it is open, and mails until they are sent.</summary>
public sealed partial class PersonGrain(
    IEntityStore<PersonState> rows,
    IPasswords passwords,
    PersonMails mails,
    IMailer mailer,
    IEntropy entropy,
    IOptions<SessionOptions> sessions,
    TimeProvider clock,
    ILogger<PersonGrain> logger) : EntityGrain<PersonState>(rows, clock), IPersonGrain
{
    private Attempts guesses;

    public async Task<Result<SignedUp>> SignUpAsync(SignUp signUp, CancellationToken cancellationToken = default)
    {
        if (State is { Status: not PersonStatus.Expired } known)
        {
            // Asked twice: the same answer, for whoever knows the password that was asked with.
            if (await VerifyAsync(known, signUp.Password) == PasswordVerdict.Wrong || known.Email != signUp.Email)
            {
                return PersonErrors.EmailTaken;
            }
        }
        else if (await BeginAsync(signUp) is { Ok: false } refused)
        {
            return refused.Error;
        }

        var opened = await OpenAccountAsync(cancellationToken);
        return opened.Ok
            ? new SignedUp(State!.Id, AccountId.From(signUp.Operation), StoreId.From(signUp.Operation))
            : opened.Error;
    }

    public async Task<Result> SignInAsync(Password password, NewSession session, CancellationToken cancellationToken = default)
    {
        if (State is not { Status: PersonStatus.Active } person)
        {
            var beginner = State is { Status: PersonStatus.SigningUp } ? State : null;
            return await VerifyAsync(beginner, password) == PasswordVerdict.Wrong ? PersonErrors.WrongCredentials : PersonErrors.NotFinished;
        }

        var verdict = await VerifyAsync(person, password);
        if (verdict == PasswordVerdict.Wrong)
        {
            LogWrongPassword(person.Key);
            return PersonErrors.WrongCredentials;
        }

        if (verdict == PasswordVerdict.RightButOld)
        {
            await ApplyAsync(new Rehash(await HashAsync(password)));
        }

        LogSignedIn(person.Key);
        return await ApplyAsync(new BeginSession(new Session(session.TokenHash, Now, Now, session.Device, session.Address, session.IsRemembered)));
    }

    public async Task<Result> VerifyPasswordAsync(Password password, CancellationToken cancellationToken = default)
    {
        if (guesses.Wait(AttemptLimit.SignedIn, Now) is { } wait)
        {
            return PersonErrors.TooOften(wait);
        }

        guesses = guesses.OneMore(AttemptLimit.SignedIn, Now);
        if (await VerifyAsync(State, password) == PasswordVerdict.Wrong)
        {
            return PersonErrors.WrongPassword;
        }

        guesses = default;
        return Result.Success;
    }

    public async Task<Result> ChangePasswordAsync(Password current, Password next, string session, Origin by, CancellationToken cancellationToken = default)
    {
        if (await VerifyPasswordAsync(current, cancellationToken) is { Ok: false } refused)
        {
            return refused.Error.Code == PersonErrors.WrongPassword.Code ? refused.Error with { Field = "CurrentPassword" } : refused;
        }

        return await ApplyAsync(new ChangePassword(await HashAsync(next), session, by));
    }

    public Task<Result> AskResetAsync(Origin by, CancellationToken cancellationToken = default)
        => State is { Role: PersonRole.Customer } ? ApplyAsync(new AskReset(by)) : Task.FromResult<Result>(PersonErrors.NotPossible);

    public Task<bool> CanResetAsync(string tokenHash, CancellationToken cancellationToken = default) => Task.FromResult(CanReset(tokenHash));

    public async Task<Result> ResetPasswordAsync(string tokenHash, Password next, Origin by, CancellationToken cancellationToken = default)
        => CanReset(tokenHash) ? await ApplyAsync(new ResetPassword(tokenHash, await HashAsync(next), by)) : PersonErrors.ResetLinkEnded;

    public async Task<Result> AppointAsync(EmailAddress email, Password password, Origin by, CancellationToken cancellationToken = default) => State switch
    {
        null => await SaveAsync(PersonMachine.NewAdministrator(UserId.Parse(this.GetPrimaryKeyString()), email, await HashAsync(password), Now)),
        { Role: PersonRole.Administrator } person when person.Email == email => await ApplyAsync(new ResetPassword(null, await HashAsync(password), by)),
        _ => PersonErrors.EmailTaken,
    };

    public Task<bool> KnowsNetworkAsync(string network, CancellationToken cancellationToken = default)
        => Task.FromResult(State is { } person && person.Networks.Any(known => known.Name == network));

    public Task<SignedInPerson?> SessionAsync(string tokenHash, CancellationToken cancellationToken = default)
    {
        if (State is not { Status: PersonStatus.Active } person
            || PersonMachine.Alive(person, Limits, Now).FirstOrDefault(session => session.TokenHash == tokenHash) is not { } session)
        {
            return Task.FromResult<SignedInPerson?>(null);
        }

        if (Now - session.SeenAt >= PersonMachine.SeenPrecision)
        {
            // A turn of its own: this view only reads.
            GrainFactory.GetGrain<IPersonGrain>(person.Key).TouchSessionAsync(tokenHash, CancellationToken.None).Ignore();
        }

        return Task.FromResult<SignedInPerson?>(new SignedInPerson(person.Id, person.Email, person.Role, person.Account));
    }

    public Task TouchSessionAsync(string tokenHash, CancellationToken cancellationToken = default)
        => State is { } person && person.Sessions.Any(session => session.TokenHash == tokenHash && Now - session.SeenAt >= PersonMachine.SeenPrecision)
            ? ApplyAsync(new TouchSession(tokenHash))
            : Task.CompletedTask;

    public Task<Result> EndSessionAsync(string tokenHash, CancellationToken cancellationToken = default)
        => State is { } person && person.Sessions.Any(session => session.TokenHash == tokenHash) ? ApplyAsync(new EndSession(tokenHash)) : Task.FromResult(Result.Success);

    public Task<Result> EndOtherSessionsAsync(string tokenHash, CancellationToken cancellationToken = default) => ApplyAsync(new EndOtherSessions(tokenHash));

    public Task<PersonView?> ViewAsync(CancellationToken cancellationToken = default)
        => Task.FromResult(State is { } person ? new PersonView(person.Id, person.Email, person.Account, person.Status, [.. PersonMachine.Alive(person, Limits, Now)], person.Mails) : null);

    public async Task WakeAsync(CancellationToken cancellationToken = default)
    {
        ticker?.Set();
        if (State is not { Status: PersonStatus.SigningUp } person)
        {
            return;
        }

        var opened = await OpenAccountAsync(cancellationToken);
        if (!opened.Ok)
        {
            LogNotOpened(person.Key, opened.Error.Message);
        }
    }

    private DateTimeOffset Now => Clock.GetUtcNow();

    private SessionLimits Limits { get; } = sessions.Value.ToLimits();

    private bool CanReset(string tokenHash) => State is { } person && PersonMachine.CanReset(person, tokenHash, Now);

    private async Task<Result> BeginAsync(SignUp signUp)
    {
        var pending = new PendingAccount(AccountId.From(signUp.Operation), signUp.AccountName, signUp.Plan, signUp.Operation, signUp.FirstStore);
        var begin = new BeginSignUp(signUp.Email, await HashAsync(signUp.Password), pending);
        if (State is not null)
        {
            return await ApplyAsync(begin);
        }

        return await SaveAsync(PersonMachine.New(UserId.Parse(this.GetPrimaryKeyString()), begin, Now));
    }

    /// <summary>Opens the account that is still owed. A refusal ends the sign-up and frees the e-mail address; so does taking too long.</summary>
    private async Task<Result> OpenAccountAsync(CancellationToken cancellationToken)
    {
        if (State is not { Pending: { } pending } person)
        {
            return Result.Success;
        }

        var opened = await OpenAsync(person, pending, cancellationToken);
        if (opened.Ok)
        {
            return await ApplyAsync(new AccountOpened(pending.Account));
        }

        var isFinal = opened.Error.Kind != ErrorKind.Unavailable;
        if (!isFinal && Now - person.CreatedAt < PersonMachine.SignUpLimit)
        {
            return opened;
        }

        var withdrawn = await GrainFactory.GetGrain<IAccountGrain>(pending.Account.Value).WithdrawAsync(StoreId.From(pending.Operation), cancellationToken);
        if (withdrawn.Error?.Code == AccountErrors.StoreTaken.Code)
        {
            return await ApplyAsync(new AccountOpened(pending.Account));              // it came about after all
        }

        var ended = withdrawn.Ok ? await ApplyAsync(new AccountRefused()) : withdrawn;
        return ended.Ok ? isFinal ? opened : PersonErrors.SignUpTookTooLong : ended;
    }

    /// <summary>Whatever goes wrong with the account's grain may be right the next time, until the sign-up expires.</summary>
    private async Task<Result> OpenAsync(PersonState person, PendingAccount pending, CancellationToken cancellationToken)
    {
        try
        {
            return await GrainFactory.GetGrain<IAccountGrain>(pending.Account.Value)
                .OpenAsync(new AccountOpening(pending.Name, person.Id, pending.Plan, pending.Operation, pending.FirstStore), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogAccountFailed(exception, person.Key);
            return PersonErrors.NotFinished with { Kind = ErrorKind.Unavailable };
        }
    }

    private async Task<Result> ApplyAsync(PersonCommand command)
    {
        if (State is not { } person)
        {
            return PersonErrors.NotPossible;
        }

        var decision = PersonMachine.Decide(person, command, Limits, Now);
        return !decision.Ok ? decision.Error : decision.Value == person ? Result.Success : await SaveAsync(decision.Value);
    }

    protected override Error Refusal(Claim claim) => claim.Kind == PersonMachine.EmailClaim ? PersonErrors.EmailTaken : base.Refusal(claim);

    /// <summary>Away from the grains' scheduler: hashing is computing, and other turns go on meanwhile.</summary>
    private Task<string> HashAsync(Password password) => Task.Run(() => passwords.Hash(password));

    /// <summary>The same work for somebody who is not there.</summary>
    private Task<PasswordVerdict> VerifyAsync(PersonState? person, Password password)
        => Task.Run(() => person is null ? Nobody(passwords.Hash(password)) : passwords.Verify(person.PasswordHash, password));

    private static PasswordVerdict Nobody(string _) => PasswordVerdict.Wrong;

    [LoggerMessage(LogLevel.Information, "Person {Person} signed in")]
    private partial void LogSignedIn(string person);

    [LoggerMessage(LogLevel.Warning, "Somebody tried a wrong password for person {Person}")]
    private partial void LogWrongPassword(string person);

    [LoggerMessage(LogLevel.Error, "The account of person {Person} failed while it was opened")]
    private partial void LogAccountFailed(Exception exception, string person);

    [LoggerMessage(LogLevel.Warning, "The account of person {Person} could not be opened yet: {Message}")]
    private partial void LogNotOpened(string person, string message);
}
