namespace ShopHosting.Domain;

/// <summary>A password somebody typed, on its way to be checked or hashed: never stored, never printed.</summary>
public sealed record Password(string ClearText)
{
    public const int MinLength = 10;

    /// <summary>Longer ones are refused: hashing costs time in proportion.</summary>
    public const int MaxLength = 200;

    public override string ToString() => "[redacted]";
}
