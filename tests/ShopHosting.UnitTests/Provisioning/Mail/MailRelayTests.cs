using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Workers;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Provisioning.Mail;

public sealed class MailRelayTests
{
    private static readonly ImageCatalogue s_noRelay = new(Shop.Images.All.Where(image => image.Name != MailRelay.Image));

    [Fact]
    public void A_shop_signs_in_with_its_id_and_address_and_what_the_relay_computes_too()
    {
        var store = Some.Store();
        var mail = Shop.Relay.SettingsOf(store)!;

        mail["user"].ShouldBe($"{store.Id}/{store.Order.Name}@shops.localhost");
        mail["from"].ShouldBe($"{store.Order.Name}@shops.localhost");
        mail["host"].ShouldBe("relay");

        // As Python's hmac.new(key, user, 'sha1') says it.
        mail["password"].ShouldBe("04e77bda08a24d4006a1ba1c9ae9ccd4f1e9a5fb");
    }

    [Fact]
    public void A_store_that_got_the_name_later_is_another_user()
        => Shop.Relay.UserOf(Some.Store()).ShouldNotBe(Shop.Relay.UserOf(Some.Store() with { Id = Some.StoreId(2) }));

    [Fact]
    public void The_operators_domain_is_the_shops()
        => Relay(new() { Domain = "mail.example" }).AddressOf(Some.Store()).ShouldEndWith("@mail.example");

    [Fact]
    public void Without_an_upstream_the_relay_has_its_key_alone()
        => Text(Shop.Relay).ShouldMatch("^key: [0-9a-f]{64}\n\\z");

    [Fact]
    public void The_upstream_is_told_a_line_each()
        => Text(Relay(new() { Host = "mail.example", Port = 465, Security = "ssl", User = "op^er", Password = "p:a\"s $s\\ #é" })).Split('\n')[1..]
            .ShouldBe(["host: mail.example", "port: 465", "security: ssl", "user: op^er", "password: p:a\"s $s\\ #é", ""]);

    [Fact]
    public void The_settings_are_roots_and_readable_for_the_relay_alone()
        => (Shop.Relay.Settings.Mode, Shop.Relay.Settings.Uid, Shop.Relay.Settings.Gid).ShouldBe((0b100_100_000, 0, 1005));

    [Fact]
    public void The_ways_of_mail()
    {
        Relay(new()).Way.ShouldBe(StoreMailWay.Kept);
        Relay(new() { Host = "mail.example" }).Way.ShouldBe(StoreMailWay.Sent);
        Relay(new() { Host = "mail.example" }, s_noRelay).Way.ShouldBe(StoreMailWay.None);
    }

    [Theory]
    [InlineData("woocommerce")]
    [InlineData("evershop")]
    public void Every_platforms_shop_is_told_and_knows_the_host_by_name(string platform)
    {
        var application = new Shop(platform: platform).Stack.Application;

        application.Container.HostGatewayNames.ShouldContain("relay");
        using var settings = JsonDocument.Parse(application.Files.Single(file => file.Path.EndsWith("store.json", StringComparison.Ordinal)).Content.Bytes);
        settings.RootElement.GetProperty("mail").EnumerateObject().Select(member => member.Name).ShouldBe(["host", "port", "user", "password", "from"]);
    }

    [Fact]
    public void The_relay_has_the_hosts_network_and_nothing_else_of_it()
    {
        var relay = Containers(Shop.Images).Single(container => container.Role == PlatformContainers.RelayRole);

        relay.Container.HasHostNetwork.ShouldBeTrue();
        relay.Container.HasReadOnlyRoot.ShouldBeTrue();
        relay.Container.Capabilities.ShouldBeEmpty();
        relay.Container.User.ShouldBe("1005:1005");
        relay.Container.Environment.ShouldBe(new Dictionary<string, string> { ["RELAY_LISTEN"] = "172.17.0.1:2525", ["RELAY_POOL"] = "10.180.0.0/14" });
        new ContainerPolicy(Shop.Installation.InstallationId, ContainerPolicy.OwnImages).Check(relay.Container, relay.Files).Error.ShouldBeNull();
    }

    [Fact]
    public void The_guard_lets_tenants_to_the_relay_and_only_where_there_is_one()
    {
        Guard(Shop.Images).Container.Environment["GUARD_ALLOW"].ShouldBe("172.17.0.1:2525");
        Guard(s_noRelay).Container.Environment.Keys.ShouldNotContain("GUARD_ALLOW");
        Containers(s_noRelay).Select(container => container.Role).ShouldBe(["guard", "edge"]);

        static PlatformContainer Guard(ImageCatalogue images) => Containers(images).Single(container => container.Role == PlatformContainers.GuardRole);
    }

    [Fact]
    public void Another_upstream_is_another_relay_and_the_same_one_is_not()
    {
        string HashWith(string host) => new PlatformContainers(Options.Create(Shop.Installation), Shop.Images, Relay(new() { Host = host })).All(null).Single(container => container.Role == "relay").Hash;

        HashWith("mail.example").ShouldBe(HashWith("mail.example"));
        HashWith("mail.example").ShouldNotBe(HashWith("other.example"));
    }

    private static MailRelay Relay(RelayOptions options, ImageCatalogue? images = null) => new(Options.Create(options), Options.Create(Shop.Installation), images ?? Shop.Images, new PlainSecretBox());

    private static IEnumerable<PlatformContainer> Containers(ImageCatalogue images)
        => new PlatformContainers(Options.Create(Shop.Installation), images, Relay(new(), images)).All(null);

    private static string Text(MailRelay relay) => Encoding.UTF8.GetString(relay.Settings.Content.Bytes);
}
