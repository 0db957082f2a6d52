namespace ShopHosting.Domain;

/// <summary>A secret as ciphertext: safe in a row or on the wire, never printed.</summary>
public sealed record Secret(string Ciphertext)
{
    public override string ToString() => "[redacted]";
}
