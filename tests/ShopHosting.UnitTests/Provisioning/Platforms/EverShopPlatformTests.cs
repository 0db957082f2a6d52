using System.Text;
using System.Text.Json;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Stores.Steps;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Provisioning.Platforms;

/// <summary>What an EverShop store's containers are given, as ops/images/README.md has it.</summary>
public sealed class EverShopPlatformTests
{
    private static readonly PlainSecretBox s_box = new();

    [Fact]
    public void The_database_gets_one_statement_that_sets_its_password_again()
    {
        var shop = NewShop();

        TextOf(shop, "database", "/run/secrets/db-init.sql").ShouldBe($"ALTER ROLE shop PASSWORD '{Secret(shop, "database-password")}';\n");
    }

    [Fact]
    public void The_application_gets_its_address_its_database_and_six_secrets_that_are_all_different()
    {
        var shop = NewShop();

        var settings = JsonDocument.Parse(TextOf(shop, "application", "/run/secrets/store.json")).RootElement;

        settings.GetProperty("store").GetString().ShouldBe(shop.Store.Id.Value);
        settings.GetProperty("url").GetString().ShouldBe($"http://{shop.Store.Order.Name}.shops.localhost:8088");
        settings.GetProperty("database").GetProperty("host").GetString().ShouldBe("database");
        settings.GetProperty("database").GetProperty("password").GetString().ShouldBe(Secret(shop, "database-password"));
        var secrets = settings.GetProperty("secrets").EnumerateObject().ToDictionary(secret => secret.Name, secret => secret.Value.GetString()!);
        secrets.Keys.ShouldBe(
            ["JWT_ADMIN_SECRET", "JWT_ADMIN_REFRESH_SECRET", "JWT_CUSTOMER_SECRET", "JWT_CUSTOMER_REFRESH_SECRET", "ORDER_TRACKING_TOKEN_SECRET", "COOKIE_SECRET"], ignoreOrder: true);
        secrets.Values.Distinct().Count().ShouldBe(6);
        secrets.Values.ShouldAllBe(secret => secret.Length == 32);
    }

    [Fact]
    public void A_component_that_needs_no_file_gets_none()
    {
        var shop = NewShop();
        var platform = Shop.Platforms.CodeOf(shop.Template);

        platform.Files(shop.Store, "something", shop.Template.Components["database"], _ => "x").ShouldBeEmpty();
    }

    [Fact]
    public void A_password_of_anything_but_letters_and_digits_reaches_no_line_of_SQL()
    {
        foreach (var hostile in new[] { "a'b", "a;b", "a\nb", "", "a b", "ä" })
        {
            var shop = NewShop();
            shop.Store = shop.Store with { Secrets = shop.Store.Secrets.SetItem("database-password", s_box.Seal(hostile)) };
            Should.Throw<InvalidOperationException>(() => _ = shop.Stack);
        }
    }

    [Fact]
    public async Task The_owner_signs_in_with_the_e_mail_address_and_every_title_arrives_as_it_is()
    {
        foreach (var title in HostileCorpus.Texts.Where(text => !text.Any(char.IsSurrogate)))
        {
            var shop = NewShop(title);
            foreach (var network in shop.Stack.Networks)
            {
                await shop.Engine.EnsureNetworkAsync(network, CancellationToken.None);
            }

            await new CreateVolumes().DoAsync(shop.Context(), CancellationToken.None);
            await new StartComponent("application", "the shop").DoAsync(shop.Context(), CancellationToken.None);
            (await new Personalise().DoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();

            var asked = JsonDocument.Parse(shop.Inputs[^1]).RootElement;
            asked.GetProperty("title").GetString().ShouldBe(title);
            asked.GetProperty("adminUser").GetString().ShouldBe(shop.Store.Order.AdminEmail.Value);
            asked.GetProperty("adminPassword").GetString().ShouldBe(Secret(shop, "admin-password"));
        }
    }

    private static Shop NewShop(string title = "Tea & Co") => new(title: title, platform: "evershop");

    private static string TextOf(Shop shop, string component, string path)
        => Encoding.UTF8.GetString(shop.Stack[component].Files.Single(file => file.Path == path).Content.Bytes);

    private static string Secret(Shop shop, string purpose) => s_box.Open(shop.Store.Secrets[purpose]);
}
