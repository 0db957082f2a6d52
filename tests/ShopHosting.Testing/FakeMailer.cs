using System.Collections.Concurrent;
using ShopHosting.Domain;
using ShopHosting.Domain.Mail;
using ShopHosting.Provisioning.Mail;

namespace ShopHosting.Testing;

/// <summary>A mail server that keeps what it takes, and refuses or holds what a test wants.</summary>
public sealed class FakeMailer : IMailer, IOutbox
{
    private readonly ConcurrentQueue<PanelMail> sent = new();

    /// <summary>What the next mails are refused with.</summary>
    public Error? Refusal { get; set; }

    /// <summary>Awaited before a mail is taken: for holding it.</summary>
    public Func<Task>? Holds { get; set; }

    public string? Server => null;

    /// <summary>What has been taken, the oldest first.</summary>
    public IReadOnlyList<PanelMail> Sent => [.. sent];

    /// <summary>How often somebody tried.</summary>
    public int Attempts { get; private set; }

    public async Task<Result> SendAsync(PanelMail mail, CancellationToken cancellationToken)
    {
        Attempts++;
        await (Holds?.Invoke() ?? Task.CompletedTask);
        if (Refusal is { } refusal)
        {
            return refusal;
        }

        sent.Enqueue(mail);
        return Result.Success;
    }

    public Task<IReadOnlyList<KeptMail>> ListAsync(CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<KeptMail>>([.. sent.Reverse().Select(mail => new KeptMail(DateTimeOffset.UnixEpoch, mail.To, mail.Subject, mail.Text))]);
}
