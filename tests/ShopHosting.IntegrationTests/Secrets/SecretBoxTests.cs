using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ShopHosting.Infrastructure.Secrets;
using ShopHosting.Provisioning.Secrets;
using Secret = ShopHosting.Domain.Secret;

namespace ShopHosting.IntegrationTests.Secrets;

public sealed class SecretBoxTests : IDisposable
{
    private const string Password = "correct horse § battery";

    private readonly SecretBoxOptions options;
    private readonly string directory = Directory.CreateTempSubdirectory("shophosting-").FullName;

    public SecretBoxTests() => options = new() { KeyRingDirectory = Path.Combine(directory, "ring"), MasterKeyFile = Path.Combine(directory, "keys", "master") };

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_secret_is_opened_again_after_a_restart_and_its_text_does_not_show_it()
    {
        var secret = Sealed();

        secret.Ciphertext.ShouldNotContain("horse");
        using var restarted = Unlock();
        restarted.Open(secret).ShouldBe(Password);
    }

    [Fact]
    public void A_derived_key_is_the_same_after_a_restart_and_another_for_each_purpose()
    {
        string DerivedFor(string purpose)
        {
            using var box = Unlock();
            return box.Derive(purpose);
        }

        DerivedFor("mail-relay").ShouldMatch("^[0-9a-f]{64}$");
        DerivedFor("mail-relay").ShouldBe(DerivedFor("mail-relay"));
        DerivedFor("mail-relay").ShouldNotBe(DerivedFor("other"));
    }

    [Fact]
    public void A_ring_that_gets_no_keys_has_one_from_the_first_start_on_so_that_every_copy_opens_what_the_others_sealed()
    {
        options.AddsKeys = false;
        Unlock().Dispose();
        var copy = new SecretBoxOptions { KeyRingDirectory = Path.Combine(directory, "copy"), MasterKeyFile = options.MasterKeyFile, AddsKeys = false };
        Directory.CreateDirectory(copy.KeyRingDirectory);
        var key = Directory.GetFiles(options.KeyRingDirectory).ShouldHaveSingleItem();
        File.Copy(key, Path.Combine(copy.KeyRingDirectory, Path.GetFileName(key)));

        using var other = SecretBox.Unlock(copy, NullLoggerFactory.Instance);
        other.Open(Sealed()).ShouldBe(Password);
        using var first = Unlock();
        first.Open(other.Seal(Password)).ShouldBe(Password);
        Directory.GetFiles(copy.KeyRingDirectory).ShouldHaveSingleItem();
    }

    [Fact]
    public void Any_change_of_the_ciphertext_is_noticed()
    {
        using var box = Unlock();
        var text = box.Seal(Password).Ciphertext;
        for (var i = 0; i < text.Length - 1; i++)     // the last character has bits that mean nothing
        {
            var changed = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            Should.Throw<CryptographicException>(() => box.Open(new(changed)), $"character {i} was changed");
        }

        Should.Throw<CryptographicException>(() => box.Open(new("")));
        Should.Throw<CryptographicException>(() => box.Open(new("no base 64!")));
    }

    [Fact]
    public void Keys_are_encrypted_on_disk_and_closed_to_other_users()
    {
        Sealed();

        var ring = Directory.GetFiles(options.KeyRingDirectory, "key-*.xml").ShouldHaveSingleItem();
        var text = File.ReadAllText(ring);
        text.ShouldContain("<masterKeyEncrypted");
        text.ShouldNotContain("<masterKey ");
        Mode(options.KeyRingDirectory).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Mode(options.MasterKeyFile).ShouldBe(UnixFileMode.UserRead);
        new FileInfo(options.MasterKeyFile).Length.ShouldBe(32);
    }

    [Fact]
    public void A_missing_master_key_is_not_replaced_when_there_is_a_ring()
    {
        Sealed();
        File.Delete(options.MasterKeyFile);

        Should.Throw<InvalidOperationException>(Unlock).Message.ShouldContain("is missing");
        File.Exists(options.MasterKeyFile).ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_master_key_is_refused_and_no_new_key_is_made()
    {
        var secret = Sealed();
        var right = File.ReadAllBytes(options.MasterKeyFile);
        ReplaceMaster(RandomNumberGenerator.GetBytes(32));

        Should.Throw<InvalidOperationException>(Unlock).Message.ShouldContain("does not open the key");

        Directory.GetFiles(options.KeyRingDirectory).Length.ShouldBe(1);
        ReplaceMaster(right);
        using var box = Unlock();
        box.Open(secret).ShouldBe(Password);
    }

    [Fact]
    public void A_master_key_of_another_length_is_refused()
    {
        Sealed();
        ReplaceMaster(new byte[31]);
        Should.Throw<InvalidOperationException>(Unlock).Message.ShouldContain("31 bytes");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_master_key_that_others_can_use_is_refused(UnixFileMode others)
    {
        Sealed();
        SetMode(options.MasterKeyFile, UnixFileMode.UserRead | others);
        Should.Throw<InvalidOperationException>(Unlock).Message.ShouldContain("others than its owner");
    }

    [Fact]
    public void After_a_new_key_old_secrets_are_still_readable()
    {
        var old = Sealed();
        using (var box = Unlock())
        {
            var now = TimeProvider.System.GetUtcNow();
            box.Keys.CreateNewKey(now, now.AddDays(90));
        }

        var later = Sealed();

        KeyIdOf(later).ShouldNotBe(KeyIdOf(old));
        using var restarted = Unlock();
        restarted.Open(old).ShouldBe(Password);
        restarted.Open(later).ShouldBe(Password);
    }

    [Fact]
    public void The_ring_of_the_pages_and_that_of_secrets_never_mix()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDataProtection().PersistKeysToFileSystem(new(Path.Combine(directory, "pages")));
        services.AddSecretBox(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Secrets:KeyRingDirectory"] = options.KeyRingDirectory,
            ["Secrets:MasterKeyFile"] = options.MasterKeyFile,
        }).Build());
        using var provider = services.BuildServiceProvider();
        var pages = provider.GetRequiredService<IDataProtectionProvider>().CreateProtector("ShopHosting.Secrets");
        var box = provider.GetRequiredService<ISecretBox>();

        var secret = box.Seal(Password);

        Should.Throw<CryptographicException>(() => pages.Unprotect(secret.Ciphertext));
        Should.Throw<CryptographicException>(() => box.Open(new(pages.Protect(Password))));
        Directory.GetFiles(options.KeyRingDirectory, "key-*.xml").Length.ShouldBe(1);
        Directory.GetFiles(Path.Combine(directory, "pages"), "key-*.xml").Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "/keys/master")]
    [InlineData("/ring", "master")]
    [InlineData("/ring", "/ring/master")]
    public void Options_that_can_t_work_are_refused(string ring, string master)
        => new SecretBoxOptionsValidator().Validate(null, new() { KeyRingDirectory = ring, MasterKeyFile = master }).Failed.ShouldBeTrue();

    private Secret Sealed()
    {
        using var box = Unlock();
        return box.Seal(Password);
    }

    private SecretBox Unlock() => SecretBox.Unlock(options, NullLoggerFactory.Instance);

    private void ReplaceMaster(byte[] key)
    {
        File.Delete(options.MasterKeyFile);
        File.WriteAllBytes(options.MasterKeyFile, key);
        SetMode(options.MasterKeyFile, UnixFileMode.UserRead);
    }

    /// <summary>A sealed text begins with four bytes that mark the format, then the id of its key.</summary>
    private static Guid KeyIdOf(Secret secret) => new(System.Buffers.Text.Base64Url.DecodeFromChars(secret.Ciphertext).AsSpan(4, 16));

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
