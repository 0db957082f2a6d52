using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Ids;

/// <summary>A worker server, by the name its operator gave it: 1 to 30 characters, a-z, 0-9 and inner hyphens, for example <c>w1</c>.</summary>
[JsonConverter(typeof(IdJsonConverter<WorkerId>))]
public readonly record struct WorkerId : IId<WorkerId>, IParsable<WorkerId>
{
    public const int MaxLength = 30;

    private readonly string? value;

    private WorkerId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A default WorkerId has no value.");

    public static WorkerId Parse(string s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is no worker name.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out WorkerId id)
    {
        id = s is { Length: <= MaxLength } && DnsLabel.IsValid(s) ? new(s) : default;
        return id.value is not null;
    }

    public override string ToString() => value ?? "";
}
