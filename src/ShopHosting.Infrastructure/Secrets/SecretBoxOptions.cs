using Microsoft.Extensions.Options;

namespace ShopHosting.Infrastructure.Secrets;

/// <summary>Where the keys of secrets are. Apart from each other, and the master key outside every backup of the database.</summary>
public sealed class SecretBoxOptions
{
    public const string Section = "Secrets";

    /// <summary>The directory of the key ring, as an absolute path. Belongs into the backup of the database. No default.</summary>
    public string KeyRingDirectory { get; set; } = "";

    /// <summary>The file of 32 random bytes under which the key ring is encrypted, as an absolute path. Made at the first start; keep a copy elsewhere. No default.</summary>
    public string MasterKeyFile { get; set; } = "";

    /// <summary>
    /// Whether the ring gets a new key when its newest grows old (90 days). Not where several nodes have a copy of the ring each: what one of them sealed with a new
    /// key, the others couldn't open. Without it the first key is made at the first start, so that it can be copied, and stays. Default: yes.
    /// </summary>
    public bool AddsKeys { get; set; } = true;
}

internal sealed class SecretBoxOptionsValidator : IValidateOptions<SecretBoxOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretBoxOptions options)
    {
        var wrong = new List<string>();
        if (!Path.IsPathFullyQualified(options.KeyRingDirectory))
        {
            wrong.Add($"Secrets:KeyRingDirectory is '{options.KeyRingDirectory}'; give it as an absolute path.");
        }

        if (!Path.IsPathFullyQualified(options.MasterKeyFile))
        {
            wrong.Add($"Secrets:MasterKeyFile is '{options.MasterKeyFile}'; give it as an absolute path.");
        }

        if (wrong.Count == 0 && !Path.GetRelativePath(options.KeyRingDirectory, options.MasterKeyFile).StartsWith("..", StringComparison.Ordinal))
        {
            wrong.Add($"Secrets:MasterKeyFile is inside of Secrets:KeyRingDirectory ({options.KeyRingDirectory}); put it where the backup of the keys does not take it along.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
