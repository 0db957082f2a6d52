using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Mail;

namespace ShopHosting.Infrastructure.Mail;

/// <summary>Gives the panel's mails to the operator's mail server.</summary>
internal sealed class SmtpMailer(IOptions<MailOptions> options, TimeProvider clock) : IMailer
{
    public string Server => $"{options.Value.Host}:{options.Value.Port}";

    public async Task<Result> SendAsync(PanelMail mail, CancellationToken cancellationToken)
    {
        var server = options.Value;
        using var limit = new CancellationTokenSource(server.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.Tls, Credentials = await CredentialsAsync(server, either.Token) };
            using var message = new MailMessage(server.From!, mail.To.Value, mail.Subject, mail.Text)
            {
                SubjectEncoding = Encoding.UTF8,
                BodyEncoding = Encoding.UTF8,
                Headers = { ["Auto-Submitted"] = "auto-generated" },
            };
            await client.SendMailAsync(message, either.Token);
            return Result.Success;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Failed($"it took longer than {server.Timeout.TotalSeconds:0} seconds");
        }
        catch (Exception exception) when (exception is SmtpException or IOException or AuthenticationException)
        {
            return Failed(exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message);
        }
    }

    /// <summary>Read anew each time: a changed password needs no restart.</summary>
    private static async Task<NetworkCredential?> CredentialsAsync(MailOptions server, CancellationToken cancellationToken)
        => server is { User.Length: > 0, PasswordFile: { } file } ? new(server.User, (await File.ReadAllTextAsync(file, cancellationToken)).Split('\n')[0].TrimEnd('\r')) : null;

    private Error Failed(string why) => new(ErrorKind.Unavailable, "mail.not-taken", $"The mail server {Server} did not take the mail: {why}");
}
