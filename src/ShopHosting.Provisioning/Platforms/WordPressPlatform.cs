using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>WordPress, with or without WooCommerce: MariaDB, Valkey as object cache, and the files that their images read (the contract is in ops/images/README.md).</summary>
public sealed class WordPressPlatform(IOptions<InstallationOptions> options, MailRelay relay) : IPlatform
{
    private const string Database = "database";
    private const string Cache = "cache";
    private const string Application = "application";
    private const string DatabasePassword = "database-password";
    private const string CachePassword = "cache-password";

    /// <summary>The keys and salts of wp-config.php (developer.wordpress.org, "Security keys").</summary>
    private static readonly ImmutableArray<string> Salts =
        ["auth-key", "secure-auth-key", "logged-in-key", "nonce-key", "auth-salt", "secure-auth-salt", "logged-in-salt", "nonce-salt"];

    public string Code => "wordpress";

    public ImmutableArray<string> Secrets { get; } = [DatabasePassword, CachePassword, "admin-password", .. Salts];

    public string AdminPasswordSecret => "admin-password";

    public string AdminUser(StoreState store) => "admin";

    public ImmutableArray<UploadFile> Files(StoreState store, string component, ComponentTemplate template, Func<string, string> secret) => component switch
    {
        Database => [PlatformHelp.File(template, "db-init.sql", DatabaseInit(secret(DatabasePassword)))],
        Cache => [PlatformHelp.File(template, "cache.conf", $"requirepass {PlatformHelp.Plain(secret(CachePassword))}\n")],
        Application => [PlatformHelp.File(template, "store.json", JsonSerializer.Serialize(Settings(store, secret), PlatformHelp.Json))],
        _ => [],
    };

    public Task<Result<string>> PersonaliseAsync(StoreContext store, CancellationToken cancellationToken)
        => PlatformHelp.PersonaliseAsync(this, store, Application, ["php", "/opt/shophosting/personalise.php"], cancellationToken);

    public Task<Result<string>> SignInPathAsync(StoreContext store, CancellationToken cancellationToken)
        => PlatformHelp.SignInPathAsync(store, Application, ["php", "/opt/shophosting/sign-in.php"], cancellationToken);

    public Task<Result<string>> ChangePasswordAsync(StoreContext store, string password, CancellationToken cancellationToken)
        => PlatformHelp.ChangePasswordAsync(store, Application, ["php", "/opt/shophosting/personalise.php"], password, cancellationToken);

    /// <summary>Run by the server at each start, before it takes connections: the shop's user exists with this password and these rights.</summary>
    private static string DatabaseInit(string password) => $"""
        CREATE USER IF NOT EXISTS 'shop'@'%' IDENTIFIED BY '{PlatformHelp.Plain(password)}';
        ALTER USER 'shop'@'%' IDENTIFIED BY '{PlatformHelp.Plain(password)}';
        GRANT ALL PRIVILEGES ON `shop`.* TO 'shop'@'%';

        """;

    private Dictionary<string, object> Settings(StoreState store, Func<string, string> secret) => PlatformHelp.WithMail(relay, store, new()
    {
        ["store"] = store.Id.Value,
        ["url"] = options.Value.AddressOf(store.Order.Name).GetLeftPart(UriPartial.Authority),
        ["database"] = new Dictionary<string, object> { ["host"] = Database, ["name"] = "shop", ["user"] = "shop", ["password"] = secret(DatabasePassword) },
        ["cache"] = new Dictionary<string, object> { ["host"] = Cache, ["port"] = 6379, ["password"] = secret(CachePassword) },
        ["salts"] = Salts.ToDictionary(salt => salt.Replace('-', '_').ToUpperInvariant(), salt => secret(salt)),
    });
}
