using System.Security.Cryptography;
using System.Text;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Persons;
using ShopHosting.Provisioning.Secrets;

namespace ShopHosting.Testing;

/// <summary>Randomness that is the same in each run of a test and never twice the same within it.</summary>
public sealed class CountingEntropy : IEntropy
{
    private int count;

    public void Fill(Span<byte> bytes)
    {
        for (var filled = 0; filled < bytes.Length;)
        {
            var block = SHA256.HashData(BitConverter.GetBytes(Interlocked.Increment(ref count)));
            var part = Math.Min(block.Length, bytes.Length - filled);
            block.AsSpan(0, part).CopyTo(bytes[filled..]);
            filled += part;
        }
    }
}

/// <summary>Hashes that cost nothing.</summary>
public sealed class QuickPasswords : IPasswords
{
    public string Hash(Password password) => $"hash of {password.ClearText}";

    public PasswordVerdict Verify(string hash, Password password) => hash == Hash(password) ? PasswordVerdict.Right : PasswordVerdict.Wrong;
}

/// <summary>A box that only turns the text into something else, so that a test sees where clear text stands that should not.</summary>
public sealed class PlainSecretBox : ISecretBox
{
    public Secret Seal(string clearText) => new($"sealed:{Convert.ToBase64String(Encoding.UTF8.GetBytes(clearText))}");

    public string Open(Secret secret) => Encoding.UTF8.GetString(Convert.FromBase64String(secret.Ciphertext["sealed:".Length..]));

    public string Derive(string purpose) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(purpose)));
}
