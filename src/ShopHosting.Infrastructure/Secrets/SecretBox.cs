using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Provisioning.Secrets;
using Secret = ShopHosting.Domain.Secret;

namespace ShopHosting.Infrastructure.Secrets;

/// <summary>Seals secrets with ASP.NET Data Protection on a key ring of their own, in services of its own: it shares nothing with the ring of the pages.</summary>
internal sealed class SecretBox : ISecretBox, IDisposable
{
    private const string Application = "ShopHosting.Secrets";

    private readonly ServiceProvider services;
    private readonly IDataProtector protector;

    private SecretBox(ServiceProvider services)
    {
        this.services = services;
        protector = services.GetRequiredService<IDataProtectionProvider>().CreateProtector(Application);
    }

    internal IKeyManager Keys => services.GetRequiredService<IKeyManager>();

    /// <summary>Opens the key ring, or starts one. Throws, with a sentence for the operator, when the keys that are there can't all be used.</summary>
    public static SecretBox Unlock(SecretBoxOptions options, ILoggerFactory loggers)
    {
        PrivateFiles.EnsureDirectory(options.KeyRingDirectory);
        var ringExists = Directory.EnumerateFiles(options.KeyRingDirectory, "*.xml").Any();
        var master = MasterKey.ReadOrCreate(options.MasterKeyFile, ringExists);

        var own = new ServiceCollection();
        own.AddSingleton(loggers);
        own.AddSingleton(master);
        own.AddDataProtection().SetApplicationName(Application).PersistKeysToFileSystem(new DirectoryInfo(options.KeyRingDirectory));
        own.Configure<KeyManagementOptions>(ring =>
        {
            ring.XmlEncryptor = new MasterKeyXmlEncryptor(master);
            ring.AutoGenerateKeys = options.AddsKeys;
        });
        var box = new SecretBox(own.BuildServiceProvider());
        box.CheckKeys(options);
        if (!options.AddsKeys && !ringExists)
        {
            var now = TimeProvider.System.GetUtcNow();
            box.Keys.CreateNewKey(now, now.AddYears(100));
        }

        return box;
    }

    public Secret Seal(string clearText) => new(protector.Protect(clearText));

    public string Open(Secret secret) => protector.Unprotect(secret.Ciphertext);

    public string Derive(string purpose) => Convert.ToHexStringLower(services.GetRequiredService<MasterKey>().Derive($"{Application}.{purpose}"));

    public void Dispose() => services.Dispose();

    // Left to itself, Data Protection logs a key that it can't read and makes a new one: old secrets would be lost without a word.
    private void CheckKeys(SecretBoxOptions options)
    {
        foreach (var key in Keys.GetAllKeys())
        {
            try
            {
                _ = key.Descriptor;
            }
            catch (Exception failure) when (failure is CryptographicException or FormatException or InvalidOperationException)
            {
                services.Dispose();
                throw new InvalidOperationException(
                    $"The master key {options.MasterKeyFile} does not open the key {key.KeyId} in {options.KeyRingDirectory}; put back the file that belongs to this key ring.", failure);
            }
        }
    }
}

/// <summary>Registers the box.</summary>
public static class SecretBoxRegistration
{
    /// <summary>For the control role only.</summary>
    public static IServiceCollection AddSecretBox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<SecretBoxOptions, SecretBoxOptionsValidator>().Bind(configuration.GetSection(SecretBoxOptions.Section));
        services.AddSingleton<ISecretBox>(provider => SecretBox.Unlock(
            provider.GetRequiredService<IOptions<SecretBoxOptions>>().Value, provider.GetRequiredService<ILoggerFactory>()));
        BeforeStart.Add(services, (provider, _) =>
        {
            provider.GetRequiredService<ISecretBox>();
            return Task.CompletedTask;
        });
        return services;
    }
}
