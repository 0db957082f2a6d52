using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Mail;

/// <summary>Takes the panel's own mails to their readers. Shops' mail goes another way.</summary>
public interface IMailer
{
    /// <summary>The server that takes the mails, for an operator; null when they are kept in the outbox.</summary>
    string? Server { get; }

    /// <summary>Success when somebody has taken the mail who answers for it from then on. A refusal may have been delivered all the same; whoever asks tries again.</summary>
    Task<Result> SendAsync(PanelMail mail, CancellationToken cancellationToken);
}

/// <summary>A mail of the panel: plain text, one paragraph a line.</summary>
public sealed record PanelMail(EmailAddress To, string Subject, string Text)
{
    public override string ToString() => $"mail to {To}: {Subject}";
}
