using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Ids;

/// <summary>One asking of one thing. Made by the form or the API's caller, so that asking twice is recognised.</summary>
[JsonConverter(typeof(IdJsonConverter<OperationId>))]
public readonly record struct OperationId : IId<OperationId>, IParsable<OperationId>
{
    private readonly string? value;

    private OperationId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A default OperationId has no value.");

    public static OperationId New(IEntropy entropy) => new(IdText.New(entropy));

    public static OperationId Parse(string s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is no OperationId.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OperationId id)
    {
        id = IdText.IsValid(s) ? new(s!) : default;
        return id.value is not null;
    }

    public override string ToString() => value ?? "";
}
