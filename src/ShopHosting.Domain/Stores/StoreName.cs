using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Domain.Stores;

/// <summary>The first label of a shop's address, for example <c>teashop</c> in teashop.shops.example: 3 to 40 characters a-z, 0-9 and inner single hyphens, none of the platform's own names.</summary>
[JsonConverter(typeof(StoreNameJsonConverter))]
public readonly record struct StoreName
{
    public const int MinLength = 3;
    public const int MaxLength = 40;
    private readonly string? value;

    private StoreName(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A default StoreName has no value.");

    public static Result<StoreName> Parse(string? text)
    {
        var name = text?.Trim().ToLowerInvariant() ?? "";
        if (name.Length is < MinLength or > MaxLength)
        {
            return StoreErrors.BadName($"The shop's address needs {MinLength} to {MaxLength} characters.");
        }

        if (!DnsLabel.IsValid(name) || name.Contains("--", StringComparison.Ordinal))
        {
            return StoreErrors.BadName("The shop's address may hold letters a to z, digits and single hyphens between them.");
        }

        return ReservedNames.Has(name) ? StoreErrors.BadName($"The address '{name}' is kept for the platform itself; choose another.") : new StoreName(name);
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out StoreName name)
    {
        var parsed = Parse(text);
        name = parsed.Ok ? parsed.Value : default;
        return parsed.Ok;
    }

    public override string ToString() => value ?? "";
}

internal sealed class StoreNameJsonConverter : JsonConverter<StoreName>
{
    public override StoreName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => StoreName.TryParse(reader.GetString(), out var name) ? name : throw new JsonException("That is no shop name.");

    public override void Write(Utf8JsonWriter writer, StoreName value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
