namespace ShopHosting.Domain.Mail;

/// <summary>A mail of the panel that was kept because no mail server is set.</summary>
public sealed record KeptMail(DateTimeOffset At, EmailAddress To, string Subject, string Text)
{
    public override string ToString() => $"mail to {To}: {Subject}";
}
