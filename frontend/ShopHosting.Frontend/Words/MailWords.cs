using System.Globalization;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Words;

/// <summary>What becomes of a shop's mails, in words.</summary>
public static class MailWords
{
    public static string Of(StoreMailWay way) => way switch
    {
        StoreMailWay.None => "This installation has no mail relay: the shop can't send mail.",
        StoreMailWay.Kept => "No mail server is set up on this installation: what the shop sends reaches nobody and is kept here to be read, for 14 days.",
        StoreMailWay.Sent => "What the shop sends goes out by the mail server of this installation.",
    };

    public static (string Text, Tone Tone) Of(StoreMail mail) => mail.State switch
    {
        StoreMailState.Kept => ("Kept here, not sent", Tone.Quiet),
        StoreMailState.Waiting when mail.Tries == 0 => ("Waiting to be sent", Tone.Busy),
        StoreMailState.Waiting => (mail.Tries == 1 ? "Waiting, tried once" : string.Create(CultureInfo.InvariantCulture, $"Waiting, tried {mail.Tries} times"), Tone.Warning),
        StoreMailState.Failed => ("Not delivered", Tone.Bad),
        StoreMailState.Sent => ("Sent", Tone.Good),
    };
}
