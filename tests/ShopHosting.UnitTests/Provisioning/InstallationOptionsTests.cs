using System.Net;
using FsCheck;
using FsCheck.Fluent;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Provisioning;

public sealed class InstallationOptionsTests
{
    private static readonly InstallationOptions s_options = new();

    [Fact]
    public void The_defaults_are_valid() => new InstallationOptionsValidator().Validate(null, s_options).Succeeded.ShouldBeTrue();

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var wrong = new InstallationOptions { ShopDomain = "Shops_Localhost", TenantPool = "10.180.0.0/30", PortBase = 65000, EdgePort = 65001, Grace = TimeSpan.FromDays(-1) };

        var failures = new InstallationOptionsValidator().Validate(null, wrong).Failures!.ToList();

        failures.Count.ShouldBe(5);
        string[] fields = ["ShopDomain", "TenantPool", "PortBase", "EdgePort", "Grace"];
        fields.ShouldAllBe(name => failures.Any(failure => failure.Contains($"Installation:{name}")));
        failures.ShouldAllBe(failure => failure.EndsWith('.'));
    }

    [Theory]
    [InlineData("10.180.0.0/99")]
    [InlineData("fd00::/64")]
    [InlineData("all of it")]
    [InlineData("8.0.0.0/8")]
    public void A_pool_that_is_no_private_network_is_refused(string pool)
        => new InstallationOptionsValidator().Validate(null, new InstallationOptions { TenantPool = pool }).Failures!.ShouldHaveSingleItem().ShouldContain("TenantPool");

    [Theory]
    [InlineData("http", 80, "http://teashop.shops.localhost/")]
    [InlineData("https", 443, "https://teashop.shops.localhost/")]
    [InlineData("http", 8088, "http://teashop.shops.localhost:8088/")]
    [InlineData("https", 80, "https://teashop.shops.localhost:80/")]
    public void An_address_has_the_port_that_visitors_must_type(string scheme, int port, string address)
        => new InstallationOptions { ShopScheme = scheme, EdgePort = port }.AddressOf(Some.Name("teashop")).ToString().ShouldBe(address);

    [Fact]
    public void Subnets_lie_in_the_pool_and_no_two_overlap()
        => Prop.ForAll(Gen.Choose(0, 7999).Two().Zip(Gen.Choose(0, 1).Two()).ToArbitrary(), picked =>
        {
            var ((slot, other), (which, otherWhich)) = picked;
            var pool = IPNetwork.Parse(s_options.TenantPool);
            var (one, two) = (IPNetwork.Parse(s_options.SubnetOf(At(slot), which)), IPNetwork.Parse(s_options.SubnetOf(At(other), otherWhich)));
            return pool.Contains(one.BaseAddress) && one.PrefixLength == 28 && ((slot, which) == (other, otherWhich) || !one.Contains(two.BaseAddress) && !two.Contains(one.BaseAddress));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_and_the_last_slot_have_the_ends_of_the_pool()
    {
        var tight = new InstallationOptions { TenantPool = "192.168.0.0/20", SlotsPerWorker = 128 };

        new InstallationOptionsValidator().Validate(null, tight).Succeeded.ShouldBeTrue();
        (tight.SubnetOf(At(0), 0), tight.SubnetOf(At(0), 1), tight.SubnetOf(At(127), 1)).ShouldBe(("192.168.0.0/28", "192.168.0.16/28", "192.168.15.240/28"));
        new InstallationOptionsValidator().Validate(null, new InstallationOptions { TenantPool = "192.168.0.0/20", SlotsPerWorker = 129 }).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void Every_slot_has_a_port_of_its_own() => Enumerable.Range(0, s_options.SlotsPerWorker).Select(slot => s_options.PortOf(At(slot))).Distinct().Count().ShouldBe(s_options.SlotsPerWorker);

    private static Placement At(int slot) => new(Some.Worker, slot);
}
