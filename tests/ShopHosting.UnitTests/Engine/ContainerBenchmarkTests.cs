using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.UnitTests.Engine;

public sealed class ContainerBenchmarkTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly KernelFacts Kernel = new(HasAppArmor: true, HasSelinux: true, HasSeccomp: true);
    private static readonly Dictionary<string, int> Needed = new() { ["t1-s1-web"] = 8080 };

    /// <summary>Each item with facts by which a container fails it, and what is then told.</summary>
    public static readonly TheoryData<string, Func<ContainerFacts, ContainerFacts>, string> Failures = new()
    {
        { "5.2", facts => facts with { AppArmorProfile = "unconfined" }, "no profile" },
        { "5.3", facts => facts with { SelinuxLabel = "" }, "no label" },
        { "5.4", facts => facts with { DroppedCapabilities = ["NET_RAW"] }, "not all are dropped" },
        { "5.4", facts => facts with { AddedCapabilities = ["NET_ADMIN", "SYS_TIME"] }, "given back: NET_ADMIN, SYS_TIME" },
        { "5.5", facts => facts with { IsPrivileged = true }, "privileged" },
        { "5.6", facts => facts with { Mounts = [new("bind", "/etc", "/host/etc", "rprivate")] }, "mounted: /etc" },
        { "5.8", facts => facts with { Ports = [new(8080, "127.0.0.1", 80)] }, "used: 80" },
        { "5.9", facts => facts with { Ports = [.. facts.Ports, new(3306, "127.0.0.1", 33306)] }, "open without need: 3306" },
        { "5.10", facts => facts with { NetworkMode = "host" }, "shared" },
        { "5.11", facts => facts with { MemoryBytes = 0 }, "none" },
        { "5.12", facts => facts with { CpuMillis = 0, CpuShares = 1024 }, "neither limit nor weight" },
        { "5.13", facts => facts with { HasReadOnlyRoot = false }, "can be written" },
        { "5.14", facts => facts with { Ports = [new(8080, "0.0.0.0", 8001)] }, "on all of the host: 8001" },
        { "5.14", facts => facts with { Ports = [new(8080, "::", 8001)] }, "on all of the host: 8001" },
        { "5.15", facts => facts with { RestartPolicy = "no" }, "policy no" },
        { "5.15", facts => facts with { RestartPolicy = "on-failure", RestartTries = 6 }, "policy on-failure" },
        { "5.16", facts => facts with { ProcessMode = "host" }, "shared" },
        { "5.17", facts => facts with { IpcMode = "host" }, "shared" },
        { "5.18", facts => facts with { Devices = ["/dev/sda"] }, "given: /dev/sda" },
        { "5.19", facts => facts with { Ulimits = [new("nofile", -1)] }, "without limit: nofile" },
        { "5.20", facts => facts with { Mounts = [new("volume", "t1-data", "/srv", "rshared")] }, "shared: /srv" },
        { "5.21", facts => facts with { UtsMode = "host" }, "shared" },
        { "5.22", facts => facts with { SecurityOptions = ["no-new-privileges:true", "seccomp=unconfined"] }, "switched off" },
        { "5.25", facts => facts with { CgroupParent = "/mine" }, "below /mine" },
        { "5.26", facts => facts with { SecurityOptions = [] }, "possible" },
        { "5.27", facts => facts with { Health = "unhealthy" }, "unhealthy" },
        { "5.28", facts => facts with { Image = "registry.example:5000/shophosting/web" }, "registry.example:5000/shophosting/web may change" },
        { "5.28", facts => facts with { Image = "shophosting/web:latest" }, "shophosting/web:latest may change" },
        { "5.29", facts => facts with { Pids = 0 }, "none" },
        { "5.30", facts => facts with { Networks = ["t1-outer", "bridge"] }, "used" },
        { "5.31", facts => facts with { UserMode = "host" }, "shared on purpose" },
        { "5.32", facts => facts with { Mounts = [new("volume", "/var/run/docker.sock", "/run/docker.sock")] }, "mounted" },
    };

    [Fact]
    public void A_hardened_store_passes_all_but_what_is_done_otherwise_on_purpose()
    {
        var score = Score(Web(), Database());

        score.IsFull.ShouldBeTrue();
        (score.Passed, score.Counted).ShouldBe((26, 26));
        score.Items.Where(item => item.Outcome == HardeningOutcome.Excepted).Select(item => item.Number).ShouldBe(["5.15", "5.27"]);
        Found(score, "5.4").ShouldBe("all dropped");
        Found(score, "5.9").ShouldBe("web: only the one that visitors come by; database: none");
        Found(score, "5.11").ShouldBe("web: 128 MB; database: 64 MB");
        Found(score, "5.12").ShouldBe("at most 50 % of one processor");
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void One_container_that_is_otherwise_fails_the_item_and_is_named(string number, Func<ContainerFacts, ContainerFacts> otherwise, string found)
    {
        var score = Score(otherwise(Web()), Database());

        score.Items.Single(item => item.Number == number).ShouldBe(new HardeningItem(number, TitleOf(number), HardeningOutcome.Failed, $"web: {found}"));
        score.IsFull.ShouldBeFalse();
    }

    [Fact]
    public void Every_item_has_a_container_that_fails_it()
        => Score(Web()).Items.Select(item => item.Number).Except(Failures.Select(failure => (string)failure[0])).ShouldBeEmpty();

    [Fact]
    public void What_the_kernel_has_not_does_not_apply_but_system_calls_must_be_filtered()
    {
        var score = ContainerBenchmark.Score(new(new(HasAppArmor: false, HasSelinux: false, HasSeccomp: false), [Web() with { AppArmorProfile = "", SelinuxLabel = "" }]), Needed, Now);

        score.Items.Where(item => item.Outcome == HardeningOutcome.NotApplicable).Select(item => item.Number).ShouldBe(["5.2", "5.3"]);
        score.Items.Where(item => item.Outcome == HardeningOutcome.Failed).Select(item => item.Number).ShouldBe(["5.22"]);
        (score.Passed, score.Counted).ShouldBe((23, 24));
    }

    [Fact]
    public void A_policy_and_a_check_as_the_benchmark_has_them_are_passed()
    {
        var score = Score(Web() with { RestartPolicy = "on-failure", RestartTries = 5, Health = "healthy" });

        (score.Passed, score.Counted).ShouldBe((28, 28));
    }

    [Theory]
    [InlineData("shophosting/web:1f2e")]
    [InlineData("shophosting/web@sha256:00")]
    [InlineData("sha256:00")]
    public void A_tag_or_a_digest_is_a_fixed_version(string image) => Found(Score(Web() with { Image = image }), "5.28").ShouldBe("fixed");

    [Fact]
    public void Where_nothing_runs_there_is_nothing_to_score() => Score().Items.ShouldBeEmpty();

    private static HardeningScore Score(params ContainerFacts[] containers) => ContainerBenchmark.Score(new(Kernel, [.. containers]), Needed, Now);

    private static string Found(HardeningScore score, string number) => score.Items.Single(item => item.Number == number).Found;

    private static string TitleOf(string number) => Score(Web()).Items.Single(item => item.Number == number).Title;

    private static ContainerFacts Web() => new()
    {
        Name = "t1-s1-web",
        Labels = Specs.Labels("web"),
        Image = "shophosting/web:1",
        AppArmorProfile = "docker-default",
        SelinuxLabel = "system_u:system_r:container_t:s0:c1,c2",
        SecurityOptions = ["no-new-privileges:true"],
        DroppedCapabilities = ["ALL"],
        Mounts = [new("volume", "t1-data", "/srv")],
        Ports = [new(8080, "127.0.0.1", 8001)],
        Networks = ["t1-outer"],
        NetworkMode = "t1-outer",
        IpcMode = "private",
        HasReadOnlyRoot = true,
        MemoryBytes = 128 << 20,
        CpuMillis = 500,
        Pids = 64,
        RestartPolicy = "always",
    };

    private static ContainerFacts Database() => Web() with { Name = "t1-s1-database", Labels = Specs.Labels("database"), Ports = [], MemoryBytes = 64 << 20 };
}
