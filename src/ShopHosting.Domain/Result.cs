using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain;

/// <summary>Done, or a refusal that the caller is expected to handle. Bugs are exceptions.</summary>
public sealed record Result(Error? Error = null)
{
    public static readonly Result Success = new();

    [JsonIgnore, MemberNotNullWhen(false, nameof(Error))]
    public bool Ok => Error is null;

    public static implicit operator Result(Error error) => new(error);
}

/// <summary>A value, or a refusal that the caller is expected to handle.</summary>
/// <param name="Value">Not written when it is the default: an id that is none can't be.</param>
public sealed record Result<T>([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] T? Value = default, Error? Error = null)
{
    [JsonIgnore, MemberNotNullWhen(false, nameof(Error)), MemberNotNullWhen(true, nameof(Value))]
    public bool Ok => Error is null;

    public static implicit operator Result<T>(T value) => new(value);

    public static implicit operator Result<T>(Error error) => new(default, error);
}
