using System.Collections.Immutable;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.UnitTests.Engine;

public sealed class ContainerDifferenceTests
{
    private static readonly ContainerSpec Wanted = Specs.Web() with
    {
        Networks = [new("t1-net", ["web"], "10.180.0.14")],
        Volumes = [new("t1-data", "/srv")],
        Ports = [new(8001, 8080)],
        Capabilities = ["NET_ADMIN"],
    };

    private static readonly ContainerFacts Found = new()
    {
        Name = Wanted.Name,
        Labels = Wanted.Labels,
        Image = Wanted.Image.Reference,
        SecurityOptions = ["no-new-privileges:true"],
        AddedCapabilities = ["CAP_NET_ADMIN"],
        DroppedCapabilities = ["ALL"],
        Mounts = [new("volume", "t1-data", "/srv")],
        Ports = [new(8080, "127.0.0.1", 8001)],
        Networks = ["t1-net"],
        Addresses = ImmutableSortedDictionary<string, string>.Empty.Add("t1-net", "10.180.0.14"),
        NetworkMode = "t1-net",
        IpcMode = "private",
        HasReadOnlyRoot = true,
        MemoryBytes = 128 << 20,
        CpuMillis = 500,
        Pids = 64,
        RestartPolicy = "always",
    };

    public static TheoryData<string, bool, Func<ContainerFacts, ContainerFacts>> Changes => new()
    {
        { "memory 1 GiB instead of 128 MiB", true, facts => facts with { MemoryBytes = 1 << 30 } },
        { "memory without limit instead of 128 MiB", true, facts => facts with { MemoryBytes = 0 } },
        { "processors 1.5 instead of 0.5", true, facts => facts with { CpuMillis = 1500 } },
        { "processes without limit instead of 64", true, facts => facts with { Pids = -1 } },
        { "restart policy no instead of always", true, facts => facts with { RestartPolicy = "no" } },
        { "no network t1-net", true, facts => facts with { Networks = [] } },
        { "network bridge besides its own", false, facts => facts with { Networks = ["bridge", "t1-net"] } },
        { "in network t1-net the address 10.180.0.2 instead of 10.180.0.14", false, facts => facts with { Addresses = facts.Addresses.SetItem("t1-net", "10.180.0.2") } },
        { "ports 0.0.0.0:8001 to 8080 instead of 127.0.0.1:8001 to 8080", false, facts => facts with { Ports = [new(8080, "0.0.0.0", 8001)] } },
        { "capabilities NET_ADMIN, SYS_ADMIN instead of NET_ADMIN", false, facts => facts with { AddedCapabilities = ["SYS_ADMIN", "NET_ADMIN"] } },
        { "not all capabilities dropped", false, facts => facts with { DroppedCapabilities = [] } },
        { "gaining privileges allowed", false, facts => facts with { SecurityOptions = [] } },
        { "all privileges", false, facts => facts with { IsPrivileged = true } },
        { "a root file system that can be written", false, facts => facts with { HasReadOnlyRoot = false } },
        { "devices of the host", false, facts => facts with { Devices = ["/dev/sda"] } },
        { "processes, memory, name or users of the host", false, facts => facts with { ProcessMode = "host" } },
        { "not its volume t1-data at /srv", false, facts => facts with { Mounts = [new("volume", "other", "/srv")] } },
        { "the host's /etc at /mnt", false, facts => facts with { Mounts = [.. facts.Mounts, new("bind", "/etc", "/mnt")] } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_somebody_changed_is_told_with_what_it_should_be(string what, bool isMendable, Func<ContainerFacts, ContainerFacts> change)
        => ContainerDifference.Between(Wanted, change(Found)).ShouldHaveSingleItem().ShouldBe(new ContainerDifference(what, isMendable));

    [Fact]
    public void What_is_as_asked_for_differs_in_nothing()
    {
        ContainerDifference.Between(Wanted, Found).ShouldBeEmpty();
        ContainerDifference.Between(Wanted, Found with { Mounts = [.. Found.Mounts, new("volume", "0123456789abcdef", "/of/the/image")] }).ShouldBeEmpty();
        ContainerDifference.Between(Specs.Edge(), Found with { AddedCapabilities = ["SETGID", "NET_BIND_SERVICE", "SETUID"], NetworkMode = "host", Networks = ["host"], Ports = [], Mounts = [] }).ShouldBeEmpty();
    }
}
