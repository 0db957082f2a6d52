using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Ids;

/// <summary>An id as a type, written as plain text in JSON, addresses and rows.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    string Value { get; }

    static abstract bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TSelf id);
}

/// <summary>Writes an id as its text and refuses a text that is none.</summary>
public sealed class IdJsonConverter<TId> : JsonConverter<TId> where TId : struct, IId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => TId.TryParse(reader.GetString(), null, out var id) ? id : throw new JsonException($"'{reader.GetString()}' is no {typeof(TId).Name}.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value);
}
