using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Ids;

/// <summary>A person who signs in.</summary>
[JsonConverter(typeof(IdJsonConverter<UserId>))]
public readonly record struct UserId : IId<UserId>, IParsable<UserId>
{
    private readonly string? value;

    private UserId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A default UserId has no value.");

    public static UserId New(IEntropy entropy) => new(IdText.New(entropy));

    /// <summary>The user that an operation makes: asked twice with one operation id, it is the same one.</summary>
    public static UserId From(OperationId operation) => new(IdText.Derive("user", operation.Value));

    /// <summary>The administrator that a set-up link makes, by its hash: sent twice, it is the same one.</summary>
    public static UserId FromSetUp(string tokenHash) => new(IdText.Derive("administrator", tokenHash));

    public static UserId Parse(string s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is no UserId.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UserId id)
    {
        id = IdText.IsValid(s) ? new(s!) : default;
        return id.value is not null;
    }

    public override string ToString() => value ?? "";
}
