using ShopHosting.Provisioning.Engine;

namespace ShopHosting.UnitTests.Engine;

public sealed class SpecHashTests
{
    /// <summary>When this changes, an update of the platform replaces every running container of every customer: only on purpose.</summary>
    [Fact]
    public void The_hash_of_yesterdays_specification_is_todays()
        => SpecHash.Of(Specs.Web() with { Volumes = [new("t1-data", "/srv")], Ports = [new(8001, 8080)] }, [Specs.File("/srv/key", "secret")])
            .ShouldBe("ad6a7f7c6ddca18144f4c49a831cd1d3f8b0a0babda24e3ee1febf1b93767bd5");

    [Fact]
    public void Operation_attempt_and_the_hash_itself_do_not_count()
    {
        var spec = Specs.Web();
        SpecHash.Of(spec with { Labels = spec.Labels.Add(EngineLabels.Operation, "o").Add(EngineLabels.Attempt, "2").Add(EngineLabels.Spec, "x") }, []).ShouldBe(SpecHash.Of(spec, []));
    }

    [Fact]
    public void The_order_of_files_does_not_count()
        => SpecHash.Of(Specs.Web(), [Specs.File("/a"), Specs.File("/b")]).ShouldBe(SpecHash.Of(Specs.Web(), [Specs.File("/b"), Specs.File("/a")]));

    [Fact]
    public void Everything_else_counts()
    {
        var spec = Specs.Web();
        string[] hashes =
        [
            SpecHash.Of(spec, []),
            SpecHash.Of(spec with { Image = new("shophosting/web:2", "c0ffee") }, []),
            SpecHash.Of(spec with { Labels = spec.Labels.Add(EngineLabels.Generation, "2") }, []),
            SpecHash.Of(spec with { Command = [] }, []),
            SpecHash.Of(spec with { Environment = spec.Environment.SetItem("MODE", "test") }, []),
            SpecHash.Of(spec with { HasReadOnlyRoot = false }, []),
            SpecHash.Of(spec with { Volumes = [new("t1-data", "/srv")] }, []),
            SpecHash.Of(spec with { Volumes = [new("t1-data", "/srv", IsReadOnly: true)] }, []),
            SpecHash.Of(spec with { Volumes = [new("t1-data", "/srv", Copy: true)] }, []),
            SpecHash.Of(spec with { Limits = spec.Limits with { Pids = 65 } }, []),
            SpecHash.Of(spec with { StopTimeout = TimeSpan.FromSeconds(11) }, []),
            SpecHash.Of(spec, [Specs.File("/a")]),
            SpecHash.Of(spec, [Specs.File("/a", "other")]),
            SpecHash.Of(spec, [Specs.File("/a", mode: 288)]),
            SpecHash.Of(spec, [Specs.File("/b")]),
            SpecHash.Of(spec, [Specs.File("/a"), Specs.File("/b")]),
        ];
        hashes.Distinct().Count().ShouldBe(hashes.Length);
    }
}
