using System.Security.Cryptography;
using System.Text;

namespace ShopHosting.Domain.Ids;

/// <summary>The text of an id: 20 characters of a-z and 2-7 (RFC 4648 base 32 in lower case), 100 bits. Safe in names of containers, hosts, files and URLs.</summary>
public static class IdText
{
    public const int Length = 20;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string New(IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[Length];
        entropy.Fill(bytes);
        return Render(bytes);
    }

    /// <summary>The same text for the same parts, so that asking twice with one operation id means the same entity.</summary>
    public static string Derive(string purpose, string source)
        => Render(SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}\n{source}")).AsSpan(0, Length));

    public static bool IsValid(string? text)
    {
        if (text is not { Length: Length })
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!Alphabet.Contains(character, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static string Render(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            text[i] = Alphabet[bytes[i] & 31];
        }

        return text.ToString();
    }
}
