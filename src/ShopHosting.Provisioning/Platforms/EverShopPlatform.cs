using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>EverShop: PostgreSQL, one Node container, and the files that their images read (the contract is in ops/images/README.md).</summary>
public sealed class EverShopPlatform(IOptions<InstallationOptions> options, MailRelay relay) : IPlatform
{
    private const string Database = "database";
    private const string Application = "application";
    private const string DatabasePassword = "database-password";

    /// <summary>What EverShop signs with; it refuses to run on fewer, and its own default for cookies is public.</summary>
    private static readonly ImmutableArray<string> Keys =
        ["jwt-admin-secret", "jwt-admin-refresh-secret", "jwt-customer-secret", "jwt-customer-refresh-secret", "order-tracking-token-secret", "cookie-secret"];

    public string Code => "evershop";

    public ImmutableArray<string> Secrets { get; } = [DatabasePassword, "admin-password", .. Keys];

    public string AdminPasswordSecret => "admin-password";

    /// <summary>EverShop knows its administrators by e-mail address.</summary>
    public string AdminUser(StoreState store) => store.Order.AdminEmail.Value;

    public ImmutableArray<UploadFile> Files(StoreState store, string component, ComponentTemplate template, Func<string, string> secret) => component switch
    {
        Database => [PlatformHelp.File(template, "db-init.sql", $"ALTER ROLE shop PASSWORD '{PlatformHelp.Plain(secret(DatabasePassword))}';\n")],
        Application => [PlatformHelp.File(template, "store.json", JsonSerializer.Serialize(Settings(store, secret), PlatformHelp.Json))],
        _ => [],
    };

    public Task<Result<string>> PersonaliseAsync(StoreContext store, CancellationToken cancellationToken)
        => PlatformHelp.PersonaliseAsync(this, store, Application, ["/opt/shophosting/personalise"], cancellationToken);

    public Task<Result<string>> SignInPathAsync(StoreContext store, CancellationToken cancellationToken)
        => PlatformHelp.SignInPathAsync(store, Application, ["/opt/shophosting/sign-in"], cancellationToken);

    public Task<Result<string>> ChangePasswordAsync(StoreContext store, string password, CancellationToken cancellationToken)
        => PlatformHelp.ChangePasswordAsync(store, Application, ["/opt/shophosting/personalise"], password, cancellationToken);

    private Dictionary<string, object> Settings(StoreState store, Func<string, string> secret) => PlatformHelp.WithMail(relay, store, new()
    {
        ["store"] = store.Id.Value,
        ["url"] = options.Value.AddressOf(store.Order.Name).GetLeftPart(UriPartial.Authority),
        ["database"] = new Dictionary<string, object> { ["host"] = Database, ["port"] = 5432, ["name"] = "shop", ["user"] = "shop", ["password"] = secret(DatabasePassword) },
        ["secrets"] = Keys.ToDictionary(key => key.Replace('-', '_').ToUpperInvariant(), key => secret(key)),
    });
}
