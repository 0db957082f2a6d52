using System.Security.Cryptography;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Infrastructure;

/// <summary>Randomness from the operating system's cryptographic generator.</summary>
public sealed class SystemEntropy : IEntropy
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
