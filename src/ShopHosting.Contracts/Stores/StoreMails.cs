using System.Collections.Immutable;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Contracts.Stores;

/// <summary>The mails of one store that its worker's relay knows, the newest first, a page of them.</summary>
/// <param name="Sender">The address that all of them come from.</param>
/// <param name="Next">What to ask the next page with; null when there is none.</param>
public sealed record StoreMails(StoreMailWay Way, string Sender, ImmutableArray<StoreMail> Mails, string? Next = null);

/// <summary>One mail as the list shows it. All texts are somebody else's.</summary>
/// <param name="Id">The relay's, letters, digits and dashes.</param>
/// <param name="To">Its recipients, cut when there are many.</param>
/// <param name="Tries">How often it was tried to send it without success.</param>
/// <param name="Answer">What the other server said last, when something went wrong.</param>
public sealed record StoreMail(string Id, DateTimeOffset At, StoreMailState State, string To, string Subject, int Tries, string? Answer);

public enum StoreMailState
{
    /// <summary>It stays: no mail server was set up when it came.</summary>
    Kept,

    /// <summary>It waits to be sent.</summary>
    Waiting,

    /// <summary>It was refused, or given up after two days. It stays to be read.</summary>
    Failed,

    /// <summary>The operator's mail server took it. Its text is gone.</summary>
    Sent,
}

/// <summary>One mail to be read: its text alone, also where it was HTML.</summary>
public sealed record StoreMailText(string From, string To, string ReplyTo, string Subject, string Date, string Text);
