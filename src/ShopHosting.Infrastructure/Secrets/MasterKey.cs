using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace ShopHosting.Infrastructure.Secrets;

/// <summary>The key under which the key ring is encrypted: 32 bytes in a file that only the panel's user may read.</summary>
internal sealed class MasterKey(byte[] key)
{
    private const int Length = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("ShopHosting.Secrets.KeyRing");

    /// <summary>Reads the file. Makes it when neither it nor a key ring is there; with a ring the right file has to come back.</summary>
    public static MasterKey ReadOrCreate(string file, bool ringExists)
    {
        if (!File.Exists(file))
        {
            if (ringExists)
            {
                throw new InvalidOperationException($"The master key {file} is missing, and there is a key ring that only it opens; put it back from its copy.");
            }

            PrivateFiles.EnsureParent(file);
            PrivateFiles.CreateReadOnly(file, RandomNumberGenerator.GetBytes(Length));
        }

        if (!PrivateFiles.IsClosedToOthers(file))
        {
            throw new InvalidOperationException($"The master key {file} can be used by others than its owner; give it the mode 0400, and think about who has read it.");
        }

        var key = File.ReadAllBytes(file);
        return key.Length == Length
            ? new(key)
            : throw new InvalidOperationException($"The master key {file} has {key.Length} bytes where {Length} are needed; put the right file back.");
    }

    /// <summary>Another key for another purpose, from which this one can't be told.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Length, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Nonce, tag and ciphertext of AES-256-GCM.</summary>
    public byte[] Encrypt(byte[] clear)
    {
        var box = new byte[NonceLength + TagLength + clear.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(box.AsSpan(0, NonceLength), clear, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), Purpose);
        return box;
    }

    /// <summary>Throws CryptographicException when another key made the box or it was changed.</summary>
    public byte[] Decrypt(byte[] box)
    {
        if (box.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("An entry of the key ring is too short.");
        }

        var clear = new byte[box.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), clear, Purpose);
        return clear;
    }
}

/// <summary>Encrypts the keys of the ring on their way to the disk.</summary>
internal sealed class MasterKeyXmlEncryptor(MasterKey key) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("masterKeyEncrypted", Convert.ToBase64String(key.Encrypt(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))),
        typeof(MasterKeyXmlDecryptor));
}

/// <summary>Decrypts them. Data Protection writes this type's name into each key's file and makes it by that: it keeps its name for ever.</summary>
internal sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
        => XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<MasterKey>().Decrypt(Convert.FromBase64String(encryptedElement.Value))));
}
