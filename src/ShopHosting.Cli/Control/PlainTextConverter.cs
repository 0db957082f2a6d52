using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopHosting.Cli.Control;

/// <summary>Reads texts for a terminal: what comes from servers, containers or people must neither move its cursor nor hide what stands there.</summary>
internal sealed class PlainTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.GetString() is { } text ? string.Concat(text.Select(character => IsSeen(character) ? character : ' ')) : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static bool IsSeen(char character)
        => char.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
