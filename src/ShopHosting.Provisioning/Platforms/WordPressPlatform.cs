using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>WordPress, with or without WooCommerce: MariaDB, Valkey as object cache, and the files that their images read (the contract is in ops/images/README.md).</summary>
public sealed class WordPressPlatform(IOptions<InstallationOptions> options) : IPlatform
{
    private const string Database = "database";
    private const string Cache = "cache";
    private const string Application = "application";
    private const string DatabasePassword = "database-password";
    private const string CachePassword = "cache-password";

    /// <summary>Root's, and readable for the component's group: its processes read it and can neither write it nor change its mode.</summary>
    private const int GroupReads = 0b100_100_000;


    /// <summary>The keys and salts of wp-config.php (developer.wordpress.org, "Security keys").</summary>
    private static readonly ImmutableArray<string> Salts =
        ["auth-key", "secure-auth-key", "logged-in-key", "nonce-key", "auth-salt", "secure-auth-salt", "logged-in-salt", "nonce-salt"];

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Code => "wordpress";

    public ImmutableArray<string> Secrets { get; } = [DatabasePassword, CachePassword, "admin-password", .. Salts];

    public string AdminPasswordSecret => "admin-password";

    public string AdminUser(StoreState store) => "admin";

    public ImmutableArray<UploadFile> Files(StoreState store, string component, ComponentTemplate template, Func<string, string> secret) => component switch
    {
        Database => [File(template, "db-init.sql", DatabaseInit(secret(DatabasePassword)))],
        Cache => [File(template, "cache.conf", $"requirepass {Plain(secret(CachePassword))}\n")],
        Application => [File(template, "store.json", JsonSerializer.Serialize(Settings(store, secret), Json))],
        _ => [],
    };

    public async Task<Result<string>> PersonaliseAsync(StoreContext store, CancellationToken cancellationToken)
    {
        var order = store.Store.Order;
        var input = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>
            {
                ["title"] = order.Title,
                ["adminUser"] = AdminUser(store.Store),
                ["adminEmail"] = order.AdminEmail.Value,
                ["adminPassword"] = store.Secret(AdminPasswordSecret),
                ["currency"] = order.Currency,
                ["country"] = order.Country,
                ["sampleProducts"] = order.HasSampleProducts,
            },
            Json);
        var answer = await store.Engine.ExecAsync(
            new ExecRequest(store.Stack[Application].Container.Name, ["php", "/opt/shophosting/personalise.php"], new Content(input), Timeout: TimeSpan.FromSeconds(60)), cancellationToken);
        return answer switch
        {
            { Ok: false } => answer.Error,
            { Value.ExitCode: 0 } => "title, administrator, currency and country are set",
            _ => new Error(ErrorKind.Unavailable, "platform.personalise", $"The shop could not be made yours: {Last(answer.Value.Output)}"),
        };
    }

    /// <summary>Run by the server at each start, before it takes connections: the shop's user exists with this password and these rights.</summary>
    private static string DatabaseInit(string password) => $"""
        CREATE USER IF NOT EXISTS 'shop'@'%' IDENTIFIED BY '{Plain(password)}';
        ALTER USER 'shop'@'%' IDENTIFIED BY '{Plain(password)}';
        GRANT ALL PRIVILEGES ON `shop`.* TO 'shop'@'%';

        """;

    private Dictionary<string, object> Settings(StoreState store, Func<string, string> secret) => new()
    {
        ["store"] = store.Id.Value,
        ["url"] = options.Value.AddressOf(store.Order.Name).GetLeftPart(UriPartial.Authority),
        ["database"] = new Dictionary<string, object> { ["host"] = Database, ["name"] = "shop", ["user"] = "shop", ["password"] = secret(DatabasePassword) },
        ["cache"] = new Dictionary<string, object> { ["host"] = Cache, ["port"] = 6379, ["password"] = secret(CachePassword) },
        ["salts"] = Salts.ToDictionary(salt => salt.Replace('-', '_').ToUpperInvariant(), salt => secret(salt)),
    };

    private static UploadFile File(ComponentTemplate template, string name, string text)
        => new($"{template.SecretsPath}/{name}", GroupReads, 0, template.Uid, new Content(Encoding.UTF8.GetBytes(text)));

    /// <summary>Our generator makes letters and digits only; anything else must not reach a line of SQL or of a configuration.</summary>
    private static string Plain(string secret)
        => secret.Length > 0 && secret.All(char.IsAsciiLetterOrDigit) ? secret : throw new InvalidOperationException("A generated secret holds more than letters and digits.");

    private static string Last(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it said nothing.";
}
