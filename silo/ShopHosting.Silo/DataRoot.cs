using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning;

namespace ShopHosting.Silo;

/// <summary>Where everything is that must not be lost: one folder, given as <c>Data</c>, with a place for each part unless that is configured by itself.</summary>
internal static class DataRoot
{
    public const string Key = "Data";
    public const string PageKeys = "Pages:KeyRingDirectory";
    public const string SetUpDirectory = "Administration:SetUpDirectory";
    public const string LinksOnlyWhenAsked = "Administration:LinksOnlyWhenAsked";

    public static void AddDataRoot(this IConfigurationManager configuration)
    {
        var root = configuration[Key];
        if (string.IsNullOrEmpty(root))
        {
            return;
        }

        var full = Path.GetFullPath(root);
        Fill(configuration, "Database:DataDirectory", Path.Combine(full, "database"));
        Fill(configuration, "Secrets:KeyRingDirectory", Path.Combine(full, "secrets", "ring"));
        Fill(configuration, "Secrets:MasterKeyFile", Path.Combine(full, "secrets", "master.key"));
        Fill(configuration, PageKeys, Path.Combine(full, "pages"));
        Fill(configuration, "Mail:OutboxDirectory", Path.Combine(full, "outbox"));
        Fill(configuration, SetUpDirectory, Path.Combine(full, "set-up"));
    }

    public static InstallationId InstallationId(this IConfiguration configuration)
        => InstallationIdOf(configuration[$"{InstallationOptions.Section}:Id"] ?? new InstallationOptions().Id);

    private static InstallationId InstallationIdOf(string text)
        => Domain.Ids.InstallationId.TryParse(text, null, out var id) ? id : throw new InvalidOperationException($"Installation:Id is '{text}'; it takes 1 to 12 characters a-z and 0-9.");

    private static void Fill(IConfigurationManager configuration, string key, string value) => configuration[key] ??= value;
}
