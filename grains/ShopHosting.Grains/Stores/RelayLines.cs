using System.Collections.Immutable;
using System.Text.Json;
using ShopHosting.Contracts.Stores;

namespace ShopHosting.Grains.Stores;

/// <summary>What the relay's command <c>mails</c> prints, read: one JSON object a line.</summary>
internal static class RelayLines
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>A line that is none, such as one that the engine has cut, is left out.</summary>
    public static ImmutableArray<StoreMail> Mails(string output)
        => [.. output.Split('\n').Select(Read<MailLine>).OfType<MailLine>().Select(line => new StoreMail(line.Id, line.At, StateOf(line.Is), line.Recipients, line.Subject, line.Tries, line.Answer))];

    public static StoreMailText? Text(string output) => Read<StoreMailText>(output.Trim());

    private static StoreMailState StateOf(string word) => word switch
    {
        "kept" => StoreMailState.Kept,
        "failed" => StoreMailState.Failed,
        "sent" => StoreMailState.Sent,
        _ => StoreMailState.Waiting,
    };

    private static T? Read<T>(string line) where T : class
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize<T>(line, Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record MailLine(string Id, DateTimeOffset At, string Is, string Recipients, string Subject, int Tries, string? Answer);
}
