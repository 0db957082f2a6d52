using Microsoft.Extensions.Logging;
using ShopHosting.Domain;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Grains.Persons;

/// <summary>Sends the mails that are owed, one at a time. A mail server may be slow, so it is asked beside the turns and looked at again.</summary>
public sealed partial class PersonGrain
{
    /// <summary>How long a tick waits for the mail server; with it the tick stays under two seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private Ticker? ticker;
    private Sending? sending;

    protected override void OnChanged()
    {
        ticker ??= new Ticker(this, Clock, SendAsync, Pause);
        ticker.Set();
    }

    private TimeSpan? Pause()
    {
        if (IsLost || State is not { Mails: { IsEmpty: false } owed })
        {
            return null;
        }

        var due = owed.Min(mail => mail.SendAt) - Now;
        return sending is not null || due <= TimeSpan.Zero ? TimeSpan.Zero : due;
    }

    /// <summary>Begins with the mail that is due longest, or enters how the one that was begun has ended.</summary>
    private async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        if (Pause() != TimeSpan.Zero || State is not { } person)
        {
            return false;
        }

        if (sending is null)
        {
            var due = person.Mails.MinBy(mail => mail.SendAt)!;
            if (Now >= PersonMachine.DeadlineOf(due))
            {
                LogGivenUp(person.Key, due.Kind, due.Failures, due.Problem);
                return (await ApplyAsync(new MailSettled(due))).Ok;
            }

            if (!await BeginAsync(person, due))
            {
                return false;
            }
        }

        var (mail, sent) = sending!;
        if (await Task.WhenAny(sent, Task.Delay(Patience, Clock, cancellationToken)) == sent)
        {
            sending = null;
            await EndAsync(mail, await sent);
        }

        return false;
    }

    /// <summary>The token of a link is made here and saved as its hash, so that the mail is the only place that has it. A mail sent again has another.</summary>
    private async Task<bool> BeginAsync(PersonState person, OwedMail mail)
    {
        SecretToken? token = null;
        if (mail.Kind == MailKind.PasswordReset)
        {
            token = SecretToken.New(entropy);
            if (!(await ApplyAsync(new IssueReset(token.Hash))).Ok)
            {
                return false;
            }
        }

        var written = mails.Write(person, mail, token);
        sending = new Sending(mail, Task.Run(() => mailer.SendAsync(written, CancellationToken.None)));
        return true;
    }

    private async Task EndAsync(OwedMail mail, Result sent)
    {
        if (sent.Ok)
        {
            LogSent(this.GetPrimaryKeyString(), mail.Kind);
            await ApplyAsync(new MailSettled(mail));
        }
        else
        {
            LogNotSent(this.GetPrimaryKeyString(), mail.Kind, sent.Error.Message);
            await ApplyAsync(new MailFailed(mail, sent.Error.Message));
        }
    }

    private sealed record Sending(OwedMail Mail, Task<Result> Sent);

    [LoggerMessage(LogLevel.Information, "Mail to person {Person} sent: {Kind}")]
    private partial void LogSent(string person, MailKind kind);

    [LoggerMessage(LogLevel.Warning, "Mail to person {Person} could not be sent and is tried again: {Kind}: {Problem}")]
    private partial void LogNotSent(string person, MailKind kind, string problem);

    [LoggerMessage(LogLevel.Error, "Mail to person {Person} was given up: {Kind} after {Failures} attempts: {Problem}")]
    private partial void LogGivenUp(string person, MailKind kind, int failures, string? problem);
}
