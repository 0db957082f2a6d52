using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend.Security;

/// <summary>32 random bytes that only the browser has. The person's grain knows the hash: SHA-256, in hexadecimal.</summary>
internal sealed record SessionSecret(string Text)
{
    private const int Length = 32;

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Text)));

    public static SessionSecret New(IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[Length];
        entropy.Fill(bytes);
        return new(Base64Url.EncodeToString(bytes));
    }

    public static bool IsValid(string text) => Base64Url.IsValid(text, out var length) && length == Length;

    public override string ToString() => "[redacted]";
}

/// <summary>What the browser shows to say who it is: the user's id and the secret.</summary>
internal sealed record SessionToken(UserId User, SessionSecret Secret)
{
    public string CookieValue => $"{User}.{Secret.Text}";

    public static bool TryParse(string? text, [NotNullWhen(true)] out SessionToken? token)
    {
        token = text is { Length: < 200 } && text.Split('.') is [var user, var secret] && UserId.TryParse(user, null, out var id) && SessionSecret.IsValid(secret)
            ? new(id, new SessionSecret(secret))
            : null;
        return token is not null;
    }
}
