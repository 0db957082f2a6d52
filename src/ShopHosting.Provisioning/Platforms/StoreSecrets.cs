using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Secrets;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>New secrets for one store: 32 letters and digits each, 160 bits.</summary>
public static class StoreSecrets
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static ImmutableSortedDictionary<string, Secret> New(IPlatform platform, IEntropy entropy, ISecretBox box)
        => platform.Secrets.ToImmutableSortedDictionary(purpose => purpose, _ => New(entropy, box), StringComparer.Ordinal);

    public static Secret New(IEntropy entropy, ISecretBox box) => box.Seal(Text(entropy));

    private static string Text(IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[32];
        entropy.Fill(bytes);
        Span<char> text = stackalloc char[32];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[bytes[i] & 31];
        }

        return text.ToString();
    }
}
