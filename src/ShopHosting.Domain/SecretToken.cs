using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Domain;

/// <summary>32 random bytes that only the holder of a cookie or a link has. What is kept of it is the hash: SHA-256, in hexadecimal.</summary>
public sealed record SecretToken
{
    private const int Length = 32;

    private SecretToken(string text) => Text = text;

    /// <summary>As it stands in a cookie or an address: 43 characters A-Z, a-z, 0-9, - and _.</summary>
    public string Text { get; }

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Text)));

    public static SecretToken New(IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[Length];
        entropy.Fill(bytes);
        return new(Base64Url.EncodeToString(bytes));
    }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SecretToken? token)
    {
        token = text is { Length: < 100 } && Base64Url.IsValid(text, out var length) && length == Length ? new(text) : null;
        return token is not null;
    }

    public override string ToString() => "[redacted]";
}
