using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Ids;

/// <summary>One installation of the platform, 1 to 12 characters of a-z and 0-9: what keeps two of them on one engine apart.</summary>
[JsonConverter(typeof(IdJsonConverter<InstallationId>))]
public readonly record struct InstallationId : IId<InstallationId>, IParsable<InstallationId>
{
    private readonly string? value;

    private InstallationId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A default InstallationId has no value.");

    public static InstallationId Parse(string s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is no installation name.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out InstallationId id)
    {
        id = s is { Length: <= 12 } && !s.Contains('-', StringComparison.Ordinal) && DnsLabel.IsValid(s) ? new(s) : default;
        return id.value is not null;
    }

    public override string ToString() => value ?? "";
}
