using Microsoft.Extensions.Options;
using ShopHosting.Domain;

namespace ShopHosting.Infrastructure.Mail;

/// <summary>The mail server that takes the panel's own mails. Shops' mail goes another way.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>The mail server's name. Default: none, and mails are kept in the outbox, for administrators to read.</summary>
    public string? Host { get; set; }

    /// <summary>Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Whether the connection is encrypted (STARTTLS) before anything is told. Without it no password is accepted here. Default yes.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>Who signs in at the mail server. Default: nobody.</summary>
    public string? User { get; set; }

    /// <summary>The file with the password of that user, on its first line; nobody but the panel's user may read it. No default.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>The sender of the mails. No default.</summary>
    public string? From { get; set; }

    /// <summary>How long a mail server may take for one mail. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where mails are kept while no mail server is set; by default <c>outbox</c> in the data folder.</summary>
    public string OutboxDirectory { get; set; } = "";

    /// <summary>How many mails are kept; the oldest goes first. Default 200.</summary>
    public int OutboxLimit { get; set; } = 200;
}

internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var wrong = Wrong(options).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(MailOptions options)
    {
        if (!Path.IsPathFullyQualified(options.OutboxDirectory))
        {
            yield return $"Mail:OutboxDirectory is '{options.OutboxDirectory}'; give it as an absolute path.";
        }

        if (options.OutboxLimit is < 1 or > 10_000)
        {
            yield return $"Mail:OutboxLimit is {options.OutboxLimit}; it takes 1 to 10000.";
        }

        if (options.Port is < 1 or > 65535)
        {
            yield return $"Mail:Port is {options.Port}; it takes 1 to 65535.";
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(5))
        {
            yield return $"Mail:Timeout is {options.Timeout}; it takes 1 second to 5 minutes.";
        }

        if (string.IsNullOrEmpty(options.Host))
        {
            yield break;
        }

        if (!EmailAddress.TryParse(options.From, out _))
        {
            yield return $"Mail:From is '{options.From}'; with Mail:Host it is the e-mail address that the mails come from.";
        }

        if (string.IsNullOrEmpty(options.User) != string.IsNullOrEmpty(options.PasswordFile))
        {
            yield return "Mail:User and Mail:PasswordFile come together.";
        }
        else if (options is { User.Length: > 0, Tls: false })
        {
            yield return "Mail:Tls is off, so Mail:User would send its password in the clear; switch one of them.";
        }
        else if (options.PasswordFile is { Length: > 0 } file && !File.Exists(file))
        {
            yield return $"Mail:PasswordFile {file} is not there, or the panel's user can't reach it.";
        }
    }
}
