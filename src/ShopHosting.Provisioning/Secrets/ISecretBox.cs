using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Secrets;

/// <summary>Seals and opens secrets. Only the control role has the keys.</summary>
public interface ISecretBox
{
    Secret Seal(string clearText);

    /// <summary>The clear text. Throws CryptographicException when the key is gone or the text was changed.</summary>
    string Open(Secret secret);

    /// <summary>A key of this installation for one purpose, 64 hexadecimal digits: the same at every call as long as the master key is.</summary>
    string Derive(string purpose);
}
