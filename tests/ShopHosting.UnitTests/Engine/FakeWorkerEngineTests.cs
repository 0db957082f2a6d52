using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.UnitTests.Engine;

/// <summary>What the fake does beyond the contract of engines, when a test orders it.</summary>
public sealed class FakeWorkerEngineTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly FakeWorkerEngine engine;

    public FakeWorkerEngineTests()
    {
        engine = new(InstallationId.Parse("t1"), clock);
        engine.AddImage("shophosting/web:1", "c0ffee");
    }

    [Fact]
    public async Task A_call_can_fail_before_its_effect_or_after_it()
    {
        engine.Faults.Fail(EngineVerb.EnsureContainer, FaultPoint.Before);
        (await EnsureAsync()).Error!.Code.ShouldBe("engine.unreachable");
        engine.Census().Containers.ShouldBeEmpty();

        engine.Faults.Fail(EngineVerb.EnsureContainer, FaultPoint.After, error: EngineErrors.TimedOut("it"));
        (await EnsureAsync()).Error!.Code.ShouldBe("engine.timed-out");
        engine.Census().Containers.ShouldHaveSingleItem();
        (await EnsureAsync()).Value.ShouldBe(Ensured.Unchanged);
    }

    [Fact]
    public async Task The_nth_call_fails_and_the_others_do_not()
    {
        engine.Faults.Fail(EngineVerb.EnsureContainer, FaultPoint.Before, nth: 2);
        (await EnsureAsync()).Ok.ShouldBeTrue();
        (await engine.StopContainerAsync("t1-s1-web", default)).Ok.ShouldBeTrue();
        (await EnsureAsync()).Ok.ShouldBeFalse();
        (await EnsureAsync()).Value.ShouldBe(Ensured.Mended);
        engine.Journal.Select(call => (call.Verb, call.Outcome)).ShouldBe(
        [
            (EngineVerb.EnsureContainer, "ok"), (EngineVerb.StopContainer, "ok"), (EngineVerb.EnsureContainer, "engine.unreachable"), (EngineVerb.EnsureContainer, "ok"),
        ]);
    }

    [Fact]
    public async Task A_call_that_hangs_ends_with_its_caller()
    {
        engine.Faults.Hang(EngineVerb.EnsureContainer, FaultPoint.After);
        using var caller = new CancellationTokenSource();
        var hanging = EnsureAsync(caller.Token);
        hanging.IsCompleted.ShouldBeFalse();
        engine.Census().Containers.ShouldHaveSingleItem();
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(hanging);
    }

    [Fact]
    public async Task An_effect_can_come_after_its_caller_has_gone()
    {
        engine.Faults.Delay(EngineVerb.EnsureContainer);
        using var caller = new CancellationTokenSource();
        var call = EnsureAsync(caller.Token);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        engine.Census().Containers.ShouldBeEmpty();

        engine.Faults.Late.ShouldHaveSingleItem().Happen().ShouldBe("ok");
        engine.Census().Containers.ShouldHaveSingleItem();
        engine.Faults.Late.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unreachable_engine_does_nothing()
    {
        engine.Faults.IsUnreachable = true;
        (await EnsureAsync()).Error!.Code.ShouldBe("engine.unreachable");
        await Should.ThrowAsync<EngineStreamException>(async () => await engine.EventsAsync(ImmutableSortedDictionary<string, string>.Empty, default).ToListAsync());
        engine.Faults.IsUnreachable = false;
        (await EnsureAsync()).Value.ShouldBe(Ensured.Created);
    }

    [Fact]
    public async Task A_call_takes_its_latency_on_the_fake_clock()
    {
        engine.Latency = verb => verb == EngineVerb.EnsureContainer ? TimeSpan.FromSeconds(3) : TimeSpan.Zero;
        var call = EnsureAsync();
        clock.Advance(TimeSpan.FromSeconds(2.9));
        call.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(0.1));
        (await call.SoonAsync()).Value.ShouldBe(Ensured.Created);
    }

    [Fact]
    public async Task A_probe_gives_up_when_its_time_is_over()
    {
        var probe = engine.ProbeAsync(new("127.0.0.1", 8001, "shop.example", "/", TimeSpan.FromSeconds(30)), default);
        clock.Advance(TimeSpan.FromSeconds(29));
        probe.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        (await probe.SoonAsync()).Value!.Status.ShouldBe(0);
    }

    [Fact]
    public async Task A_container_that_ends_at_once_is_seen_as_restarting()
    {
        engine.OnStart("web", 1);
        (await EnsureAsync()).Value.ShouldBe(Ensured.Created);
        var container = engine.Census().Containers.ShouldHaveSingleItem();
        (container.IsRunning, container.ExitCode).ShouldBe((false, 1));
    }

    [Fact]
    public async Task A_volume_that_was_made_anew_is_another_generation()
    {
        VolumeSpec volume = new() { Name = "t1-data", Labels = Specs.Labels("data") };
        await engine.EnsureVolumeAsync(volume, default);
        var first = engine.Volume("t1-data")!.Generation;
        await engine.EnsureVolumeAsync(volume, default);
        engine.Volume("t1-data")!.Generation.ShouldBe(first);
        await engine.RemoveVolumeAsync("t1-data", volume.Labels, default);
        await engine.EnsureVolumeAsync(volume, default);
        engine.Volume("t1-data")!.Generation.ShouldNotBe(first);
    }

    [Fact]
    public async Task Ten_thousand_containers_are_cheap()
    {
        engine.KeepsJournal = false;
        var before = Environment.CpuUsage.TotalTime;
        for (var number = 0; number < 10_000; number++)
        {
            var network = new NetworkSpec { Name = $"t1-net-{number}", Subnet = $"10.{number / 4096}.{number / 16 % 256}.{number % 16 * 16}/28", Labels = Specs.Labels("outer") };
            (await engine.EnsureNetworkAsync(network, default)).Value.ShouldBe(Ensured.Created);
            var spec = Specs.Web() with { Name = $"t1-web-{number}", Networks = [new(network.Name, [])], Ports = [new(10_000 + number, 80)] };
            (await engine.EnsureContainerAsync(spec, [], default)).Value.ShouldBe(Ensured.Created);
        }

        engine.Census(Specs.Labels("web")).Containers.Length.ShouldBe(10_000);
        (Environment.CpuUsage.TotalTime - before).ShouldBeLessThan(TimeSpan.FromSeconds(15));     // of processor time; quadratic work would take minutes
    }

    private Task<Result<Ensured>> EnsureAsync(CancellationToken cancellationToken = default)
        => engine.EnsureContainerAsync(Specs.Web(), ImmutableArray<UploadFile>.Empty, cancellationToken);
}
