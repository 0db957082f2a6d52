using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain;

/// <summary>
/// An e-mail address as people have them (the dot-atom form of RFC 5321 with a DNS domain), trimmed and in lower case: at most 190 characters, the length of a key.
/// Quoted local parts, comments and address literals are refused on purpose.
/// </summary>
[JsonConverter(typeof(EmailAddressJsonConverter))]
public readonly record struct EmailAddress
{
    public const int MaxLength = 190;
    private static readonly SearchValues<char> LocalCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-");
    private readonly string? value;

    private EmailAddress(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A default EmailAddress has no value.");

    public static bool TryParse([NotNullWhen(true)] string? text, out EmailAddress address)
    {
        address = default;
        var normal = text?.Trim().ToLowerInvariant();
        if (normal is not { Length: >= 3 and <= MaxLength })
        {
            return false;
        }

        var at = normal.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > 64 || !IsLocalPart(normal.AsSpan(0, at)) || !IsDomain(normal[(at + 1)..]))
        {
            return false;
        }

        address = new(normal);
        return true;
    }

    public override string ToString() => value ?? "";

    private static bool IsLocalPart(ReadOnlySpan<char> local)
        => local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal) && local.IndexOfAnyExcept(LocalCharacters) < 0;

    private static bool IsDomain(string domain)
    {
        var labels = domain.Split('.');
        return domain.Length <= 253 && labels.Length >= 2 && labels.All(Ids.DnsLabel.IsValid) && !labels[^1].All(char.IsAsciiDigit);
    }
}

internal sealed class EmailAddressJsonConverter : JsonConverter<EmailAddress>
{
    public override EmailAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => EmailAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("That is no e-mail address.");

    public override void Write(Utf8JsonWriter writer, EmailAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
