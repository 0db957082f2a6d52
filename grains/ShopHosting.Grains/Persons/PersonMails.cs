using System.Globalization;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Mail;

namespace ShopHosting.Grains.Persons;

/// <summary>What the panel writes to people about their own account. No secret but the link.</summary>
public sealed class PersonMails(IOptions<InstallationOptions> options)
{
    public PanelMail Write(PersonState person, OwedMail owed, SecretToken? token) => owed.Kind switch
    {
        MailKind.PasswordReset => new(person.Email, $"A new password for {Name}",
            $"""
            Hello,

            somebody asked for a new password for {person.Email} at {Name}. If that was you, choose it here:

            {LinkOf(person.Id, token ?? throw new InvalidOperationException("A link needs its token."))}

            The link works once, for {PersonMachine.ResetLimit.TotalMinutes:0} minutes. When you have used it you are signed out everywhere.

            If it was not you, do nothing: without this link nobody gets in, and your password stays as it is.

            Asked {Where(owed)}.
            """),
        MailKind.PasswordChanged => new(person.Email, $"Your password for {Name} was changed",
            $"""
            Hello,

            the password for {person.Email} at {Name} was changed by somebody who knew the old one. All other browsers have been signed out.

            If that was you, all is well. If not, take your account back at once with a new password: {ForgottenAt(person.Role)}

            Changed {Where(owed)}.
            """),
        MailKind.PasswordReplaced => new(person.Email, $"Your password for {Name} was replaced",
            $"""
            Hello,

            the password for {person.Email} at {Name} was replaced by a new one, with {(person.Role == PersonRole.Administrator ? "a set-up link of the operator" : "the link of a mail to this address")}. All browsers have been signed out.

            If that was you, all is well. If not, somebody else {(person.Role == PersonRole.Administrator ? "had that link" : "reads your mail: secure your mailbox first")}, then choose a new password: {ForgottenAt(person.Role)}

            Replaced {Where(owed)}.
            """),
    };

    private string Name => options.Value.Name;

    private string LinkOf(UserId user, SecretToken token) => new Uri(options.Value.PanelAddress, $"reset-password?token={user}.{token.Text}").ToString();

    /// <summary>An administrator gets a new password on the machine only.</summary>
    private string ForgottenAt(PersonRole role) => role == PersonRole.Administrator ? "the operator of the machine runs ops/administrator." : new Uri(options.Value.PanelAddress, "forgot-password").ToString();

    private static string Where(OwedMail owed)
        => string.Create(CultureInfo.InvariantCulture, $"{owed.AskedAt.UtcDateTime:d MMM yyyy, HH:mm} UTC from {DeviceWords.Of(owed.By.Device)}, address {owed.By.Address}");
}
