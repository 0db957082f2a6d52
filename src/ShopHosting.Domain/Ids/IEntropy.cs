namespace ShopHosting.Domain.Ids;

/// <summary>Where randomness comes from. The real one is the operating system's cryptographic generator.</summary>
public interface IEntropy
{
    void Fill(Span<byte> bytes);
}
