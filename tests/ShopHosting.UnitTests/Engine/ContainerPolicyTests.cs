using System.Collections.Immutable;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.UnitTests.Engine;

public sealed class ContainerPolicyTests
{
    private static readonly ContainerPolicy Policy = new(InstallationId.Parse("t1"), [.. ContainerPolicy.OwnImages, "registry.example/shop:7"]);

    public static TheoryData<string, ContainerSpec> Forbidden => new()
    {
        { "is not of a-z", Specs.Web() with { Name = "Web" } },
        { "is not of a-z", Specs.Web() with { Name = "a" } },
        { "is not of a-z", Specs.Web() with { Name = "web/../x" } },
        { "is not of a-z", Specs.Web() with { Name = "web\n" } },
        { "shophosting.installation is not t1", Specs.Web() with { Labels = Specs.Labels("web").SetItem(EngineLabels.Installation, "t2") } },
        { "names no role", Specs.Web() with { Labels = Specs.Labels("web").Remove(EngineLabels.Role) } },
        { "has control characters", Specs.Web() with { Labels = Specs.Labels("web").Add("x", "a\nb") } },
        { "host's network is for", Specs.Web() with { HasHostNetwork = true } },
        { "host's network is for", Specs.Edge() with { Labels = Specs.Labels("edge").Add(EngineLabels.Store, "s1") } },
        { "host's network is for", Specs.Guard() with { Labels = Specs.Labels("guard").Add(EngineLabels.Account, "a1") } },
        { "host's network is for", Specs.Relay() with { Labels = Specs.Labels("relay").Add(EngineLabels.Store, "s1") } },
        { "capability NET_ADMIN is not for role 'relay'", Specs.Relay() with { Capabilities = ["NET_ADMIN"] } },
        { "capability NET_BIND_SERVICE is not for role 'relay'", Specs.Relay() with { Capabilities = ["NET_BIND_SERVICE"] } },
        { "excludes other networks", Specs.Edge() with { Ports = [new(8001, 80)] } },
        { "excludes other networks", Specs.Edge() with { Networks = [new("t1-net", [])] } },
        { "capability SYS_ADMIN is not for role 'edge'", Specs.Edge() with { Capabilities = ["SYS_ADMIN"] } },
        { "capability NET_ADMIN is not for role 'edge'", Specs.Edge() with { Capabilities = ["NET_ADMIN"] } },
        { "capability NET_BIND_SERVICE is not for role 'guard'", Specs.Guard() with { Capabilities = ["NET_BIND_SERVICE"] } },
        { "capability CHOWN is not for role 'web' of a tenant", Specs.Web() with { Capabilities = ["CHOWN"] } },
        { "capability ALL is not", Specs.Web() with { Capabilities = ["ALL"] } },
        { "is not one of the installation's", Specs.Web() with { Image = new("evil/web:1") } },
        { "is not one of the installation's", Specs.Web() with { Image = new("registry.example/shop:70") } },
        { "has no fixed tag", Specs.Web() with { Image = new("shophosting/web") } },
        { "has no fixed tag", Specs.Web() with { Image = new("shophosting/web:latest") } },
        { "memory limit", Specs.Web() with { Limits = new(0, 500, 64) } },
        { "no processor limit", Specs.Web() with { Limits = new(128 << 20, 0, 64) } },
        { "no limit of processes", Specs.Web() with { Limits = new(128 << 20, 500, -1) } },
        { "stop time", Specs.Web() with { StopTimeout = TimeSpan.FromHours(1) } },
        { "is not a network of ours", Specs.Web() with { Networks = [new("host", [])] } },
        { "is not a network of ours", Specs.Web() with { Networks = [new("bridge", [])] } },
        { "is not a network of ours", Specs.Web() with { Networks = [new("container:t1-db", [])] } },
        { "network t1-net is there twice", Specs.Web() with { Networks = [new("t1-net", []), new("t1-net", [])] } },
        { "is no host name", Specs.Web() with { Networks = [new("t1-net", ["a b"])] } },
        { "is no host name", Specs.Web() with { HostGatewayNames = ["shop.example:1.2.3.4"] } },
        { "is no host name", Specs.Web() with { Hosts = ImmutableSortedDictionary<string, string>.Empty.Add("database:10.0.0.1 evil", "10.0.0.2") } },
        { "is no private IPv4 address", Specs.Web() with { Hosts = ImmutableSortedDictionary<string, string>.Empty.Add("database", "host-gateway") } },
        { "is no private IPv4 address", Specs.Web() with { Networks = [new("t1-net", [], "192.0.2.1")] } },
        { "is no private IPv4 address", Specs.Web() with { Networks = [new("t1-net", [], "10.1")] } },
        { "port 80 is not between", Specs.Web() with { Networks = [new("t1-net", [])], Ports = [new(80, 80)] } },
        { "port 65536 is not between", Specs.Web() with { Networks = [new("t1-net", [])], Ports = [new(65536, 80)] } },
        { "container port 0 is not between", Specs.Web() with { Networks = [new("t1-net", [])], Ports = [new(8001, 0)] } },
        { "port 8001 is there twice", Specs.Web() with { Networks = [new("t1-net", [])], Ports = [new(8001, 80), new(8001, 81)] } },
        { "needs a network", Specs.Web() with { Ports = [new(8001, 80)] } },
        { "is no name of a volume", Specs.Web() with { Volumes = [new("/var/run/docker.sock", "/sock")] } },
        { "is no name of a volume", Specs.Web() with { Volumes = [new("../etc", "/srv")] } },
        { "is no plain absolute path", Specs.Web() with { Volumes = [new("t1-data", "/srv/../etc")] } },
        { "is no plain absolute path", Specs.Web() with { Volumes = [new("t1-data", "srv")] } },
        { "is no plain absolute path", Specs.Web() with { Volumes = [new("t1-data", "/")] } },
        { "is no plain absolute path", Specs.Web() with { Volumes = [new("t1-data", "/proc/sys")] } },
        { "is no plain absolute path", Specs.Web() with { Tmpfs = [new("/tmp:exec", 1, 0, 0)] } },
        { "is no plain absolute path", Specs.Web() with { Tmpfs = [new("/tmp//x", 1, 0, 0)] } },
        { "mount /srv is there twice", Specs.Web() with { Volumes = [new("t1-data", "/srv")], Tmpfs = [new("/srv", 1, 0, 0)] } },
        { "needs a size", Specs.Web() with { Tmpfs = [new("/tmp", 0, 0, 0)] } },
        { "is no name of a variable", Specs.Web() with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A=B", "") } },
        { "has control characters", Specs.Web() with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A", "b\0c") } },
        { "has a NUL", Specs.Web() with { Command = ["a\0b"] } },
        { "is not uid or uid:gid", Specs.Web() with { User = "root" } },
    };

    [Theory, MemberData(nameof(Forbidden), DisableDiscoveryEnumeration = true)]
    public void What_is_not_allowed_is_told(string rule, ContainerSpec spec)
    {
        var checkedSpec = Policy.Check(spec, []);
        checkedSpec.Error.ShouldNotBeNull().Code.ShouldBe("engine.policy");
        checkedSpec.Error!.Message.ShouldContain(rule);
    }

    [Fact]
    public void What_we_run_is_allowed()
    {
        Policy.Check(Specs.Web(), [Specs.File("/srv/key")]).Ok.ShouldBeTrue();
        Policy.Check(Specs.Web() with { Image = new("registry.example/shop:7") }, []).Ok.ShouldBeTrue();
        Policy.Check(Specs.Web() with { Image = new("shophosting/web@sha256:" + new string('a', 64)) }, []).Ok.ShouldBeTrue();
        Policy.Check(Specs.Web() with { Networks = [new("t1-net", ["web"])], Ports = [new(1024, 80), new(65535, 81)], Tmpfs = [new("/tmp", 1, 0, 0)] }, []).Ok.ShouldBeTrue();
        Policy.Check(Specs.Edge(), []).Ok.ShouldBeTrue();
        Policy.Check(Specs.Guard(), []).Ok.ShouldBeTrue();
        Policy.Check(Specs.Relay(), []).Ok.ShouldBeTrue();
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var message = Policy.Check(Specs.Web() with { HasHostNetwork = true, Capabilities = ["SYS_ADMIN"], Limits = new(0, 0, 0), Image = new("evil/x") }, [Specs.File("x")]).Error!.Message;
        message.Split(';').Length.ShouldBe(8);
    }

    [Fact]
    public void The_value_of_a_variable_is_not_shown()
        => Policy.Check(Specs.Web() with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("PASSWORD", "secret\n") }, []).Error!.Message.ShouldNotContain("secret");

    [Theory]
    [InlineData("etc/passwd", 256)]
    [InlineData("/srv/../etc/passwd", 256)]
    [InlineData("/srv/a/", 256)]
    [InlineData("/srv/a\n", 256)]
    [InlineData("/srv/suid", 2541)]
    public void A_file_needs_a_plain_path_and_mode(string path, int mode)
        => ContainerPolicy.CheckFiles("t1-web", [Specs.File(path, mode: mode)]).Error.ShouldNotBeNull().Code.ShouldBe("engine.policy");

    [Theory]
    [InlineData("10.180.0.0/28", null, true)]
    [InlineData("172.16.5.0/24", "sh-0123456789ab", true)]
    [InlineData("8.8.8.0/24", null, false)]
    [InlineData("10.0.0.0/8", null, false)]
    [InlineData("10.180.0.1/28", null, false)]
    [InlineData("fd00::/64", null, false)]
    [InlineData("10.180.0.0/28", "much-too-long-name", false)]
    [InlineData("10.180.0.0/28", "a b", false)]
    public void A_network_has_a_private_subnet_and_a_short_bridge(string subnet, string? bridge, bool isAllowed)
        => Policy.Check(new NetworkSpec { Name = "t1-net", Subnet = subnet, Bridge = bridge, Labels = Specs.Labels("outer") }).Ok.ShouldBe(isAllowed);

    [Fact]
    public void A_volume_has_a_name_and_our_labels()
    {
        Policy.Check(new VolumeSpec { Name = "t1-data", Labels = Specs.Labels("data") }).Ok.ShouldBeTrue();
        Policy.Check(new VolumeSpec { Name = "/etc", Labels = Specs.Labels("data") }).Ok.ShouldBeFalse();
        Policy.Check(new VolumeSpec { Name = "t1-data", Labels = ImmutableSortedDictionary<string, string>.Empty }).Ok.ShouldBeFalse();
    }
}
