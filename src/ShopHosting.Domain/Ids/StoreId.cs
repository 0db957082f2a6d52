using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Ids;

/// <summary>A shop.</summary>
[JsonConverter(typeof(IdJsonConverter<StoreId>))]
public readonly record struct StoreId : IId<StoreId>, IParsable<StoreId>
{
    private readonly string? value;

    private StoreId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A default StoreId has no value.");

    public static StoreId New(IEntropy entropy) => new(IdText.New(entropy));

    /// <summary>The store that an operation makes: asked twice with one operation id, it is the same one.</summary>
    public static StoreId From(OperationId operation) => new(IdText.Derive("store", operation.Value));

    public static StoreId Parse(string s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is no StoreId.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StoreId id)
    {
        id = IdText.IsValid(s) ? new(s!) : default;
        return id.value is not null;
    }

    public override string ToString() => value ?? "";
}
