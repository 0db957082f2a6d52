using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Ids;

/// <summary>Who pays: an organisation or one person.</summary>
[JsonConverter(typeof(IdJsonConverter<AccountId>))]
public readonly record struct AccountId : IId<AccountId>, IParsable<AccountId>
{
    private readonly string? value;

    private AccountId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A default AccountId has no value.");

    public static AccountId New(IEntropy entropy) => new(IdText.New(entropy));

    /// <summary>The account that an operation makes: asked twice with one operation id, it is the same one.</summary>
    public static AccountId From(OperationId operation) => new(IdText.Derive("account", operation.Value));

    public static AccountId Parse(string s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is no AccountId.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AccountId id)
    {
        id = IdText.IsValid(s) ? new(s!) : default;
        return id.value is not null;
    }

    public override string ToString() => value ?? "";
}
