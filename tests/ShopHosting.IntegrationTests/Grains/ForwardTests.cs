using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>Visitors who come in at one worker are led to the shops of all others.</summary>
public sealed class ForwardTests : IAsyncLifetime
{
    private const string Host = "teashop.shops.localhost";
    private ForwardWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await ForwardWorld.StartAsync();
        await world.PutWorkerAsync("w1", "10.0.0.1", isIngress: true);
        await world.PutWorkerAsync("w2", "10.0.0.2", isIngress: false);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_published_shop_is_reached_through_every_ingress_until_it_is_closed()
    {
        await world.PutWorkerAsync("w3", "10.0.0.3", isIngress: true);
        await world.PublishAsync("w2", Host);
        (world.Leads("w1", Host), world.Leads("w3", Host)).ShouldBe(("10.0.0.2:8443", "10.0.0.2:8443"));
        (await CompareAsync("w2")).ShouldBe(Finding.Fine);

        await world.CloseAsync("w2", Host);
        (world.Leads("w1", Host), world.Leads("w3", Host)).ShouldBe((null, null));
        (await CompareAsync("w2")).ShouldBe(Finding.None);
    }

    [Fact]
    public async Task A_shop_that_is_placed_again_costs_one_part_of_the_map()
    {
        await world.PutWorkerAsync("w3", "10.0.0.3", isIngress: false);
        foreach (var number in Enumerable.Range(0, 40))
        {
            await world.PublishAsync("w2", $"shop{number}.shops.localhost");
        }

        await world.PublishAsync("w2", Host);
        var before = world.Engine("w1").Journal.Length;
        await world.PublishAsync("w3", Host);
        await world.CloseAsync("w2", Host);
        world.Leads("w1", Host).ShouldBe("10.0.0.3:8443");
        world.Leads("w1", "shop7.shops.localhost").ShouldBe("10.0.0.2:8443");
        world.Engine("w1").Journal.Skip(before).Count(call => call.Verb == EngineVerb.Upload).ShouldBe(1);
        (await world.ForwardingAsync("w1"))!.Map.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_worker_that_becomes_an_ingress_later_has_all_forwards_and_one_whose_address_changes_is_found_there()
    {
        await world.PublishAsync("w1", Host);
        await world.CheckAsync("w1");
        (await world.ForwardingAsync("w1"))!.Peers.Keys.ShouldBe(["w2"]);

        await world.CheckAsync("w2");
        (await world.ForwardingAsync("w2"))!.Map.ShouldBeEmpty();
        await world.PutWorkerAsync("w2", "10.0.0.2", isIngress: true);
        await world.CheckAsync("w2");
        world.Leads("w2", Host).ShouldBe("10.0.0.1:8443");
        await world.PutWorkerAsync("w1", "10.0.0.9", isIngress: true);
        await world.CheckAsync("w2");
        world.Leads("w2", Host).ShouldBe("10.0.0.9:8443");
    }

    [Fact]
    public async Task Shops_that_were_opened_before_there_was_a_map_are_found_once_their_worker_has_an_address()
    {
        await world.PutWorkerAsync("w3", null, isIngress: false);
        (await world.Edge("w3").PutRouteAsync(Host, new EdgeRoute(21000, "wordpress", "a/b")).SoonAsync()).Ok.ShouldBeTrue();
        await world.CheckAsync("w3");
        await world.PutWorkerAsync("w3", "10.0.0.3", isIngress: false);
        await world.CheckAsync("w3");
        await world.CheckAsync("w1");
        world.Leads("w1", Host).ShouldBe("10.0.0.3:8443");
    }

    [Fact]
    public async Task An_ingress_that_can_not_be_reached_holds_nobody_up_and_follows_when_it_is_back()
    {
        await world.PublishAsync("w2", "first.shops.localhost");
        world.Engine("w1").Faults.IsUnreachable = true;
        await world.PublishAsync("w2", Host);
        world.Leads("w1", Host).ShouldBeNull();
        (await CompareAsync("w2")).ShouldBe(Finding.Fine);

        world.Engine("w1").Faults.IsUnreachable = false;
        var wanted = (await world.Edge("w1").ViewAsync(0, TimeSpan.Zero)).State.Generation;
        world.Clock.Shift(TimeSpan.FromSeconds(3));
        await world.Edge("w1").WakeAsync().SoonAsync();
        await UntilAsync(async () => (await world.Edge("w1").ViewAsync(0, TimeSpan.Zero)).State.Applied >= wanted).SoonAsync();
        world.Leads("w1", Host).ShouldBe("10.0.0.2:8443");
    }

    [Fact]
    public async Task An_edge_that_can_not_be_reached_is_tried_at_longer_and_longer_pauses_and_written_once_and_at_once_when_it_is_back()
    {
        var (edge, engine, rows) = (world.Edge("w2"), world.Engine("w2"), world.Database.Store<EdgeState>());
        engine.Faults.IsUnreachable = true;
        var before = engine.Journal.Length;
        (await edge.PutRouteAsync(Host, new EdgeRoute(21000, "wordpress", "a/b")).SoonAsync()).Ok.ShouldBeTrue();
        await TriedAsync(1);
        var written = (await rows.LoadAsync("w2", default))!.Version;
        for (var tries = 2; tries < 5; tries++)
        {
            while (Tries().Count < tries)
            {
                world.Clock.Shift(TimeSpan.FromSeconds(1));
                await edge.WakeAsync().SoonAsync();
                await Task.Yield();
            }
        }

        var at = Tries().Select(call => call.At).ToList();
        at.Zip(at.Skip(1), (one, next) => next - one).Zip([2, 4, 8]).ShouldAllBe(pause => pause.First >= TimeSpan.FromSeconds(pause.Second));
        (await rows.LoadAsync("w2", default))!.Version.ShouldBe(written);

        engine.Faults.IsUnreachable = false;
        await edge.PublishAsync().SoonAsync();
        (await edge.ViewAsync(3, TimeSpan.FromSeconds(10)).SoonAsync()).State.Problem.ShouldBeNull();
        await TriedAsync(5);

        List<EngineCall> Tries() => [.. engine.Journal.Skip(before).Where(call => call.Verb == EngineVerb.Upload)];
        Task TriedAsync(int times) => UntilAsync(() => Task.FromResult(Tries().Count >= times)).SoonAsync();
    }

    [Fact]
    public async Task An_edge_whose_engine_was_heard_again_gets_what_it_missed_at_once()
    {
        var (edge, engine) = (world.Edge("w2"), world.Engine("w2"));
        engine.Faults.IsUnreachable = true;
        var asked = await edge.PutRouteAsync(Host, world.RouteOf(Host)).SoonAsync();
        (await edge.ViewAsync(asked.Value, TimeSpan.FromSeconds(10)).SoonAsync()).State.Problem.ShouldNotBeNull();

        engine.Faults.IsUnreachable = false;
        await edge.CheckAsync().SoonAsync();

        await UntilAsync(async () => (await edge.ViewAsync(0, TimeSpan.Zero)).State.Applied >= asked.Value).SoonAsync();
    }

    [Fact]
    public async Task Files_of_an_edge_that_are_gone_are_brought_again_with_the_whole_map()
    {
        await world.PublishAsync("w2", "first.shops.localhost");
        await world.PublishAsync("w2", Host);
        world.LoseFiles("w1");
        await world.CheckAsync("w1");
        (world.Leads("w1", "first.shops.localhost"), world.Leads("w1", Host)).ShouldBe(("10.0.0.2:8443", "10.0.0.2:8443"));
    }

    [Fact]
    public async Task Certificates_are_renewed_long_before_their_end_and_the_next_authority_is_trusted_before_it_signs()
    {
        await world.CheckAsync("w2");
        var first = (await world.ForwardingAsync("w2"))!;
        await world.CheckAsync("w2");
        (await world.ForwardingAsync("w2"))!.Certificate.ShouldBe(first.Certificate);

        world.Clock.Shift(TimeSpan.FromDays(20));
        await world.CheckAsync("w2");
        var second = (await world.ForwardingAsync("w2"))!;
        second.Certificate.ShouldNotBe(first.Certificate);
        (second.Certificate.Issuer, second.Authorities.Length).ShouldBe((first.Certificate.Issuer, 1));

        world.Clock.Shift(ForwardAuthority.Life * 2 / 3);
        await world.CheckAsync("w2");
        var introduced = (await world.ForwardingAsync("w2"))!;
        (introduced.Certificate.Issuer, introduced.Authorities.Length).ShouldBe((first.Certificate.Issuer, 2));

        world.Clock.Shift(TimeSpan.FromDays(20));
        await world.CheckAsync("w2");
        var next = (await world.ForwardingAsync("w2"))!;
        (next.Certificate.Issuer == first.Certificate.Issuer, next.Authorities.Length).ShouldBe((false, 2));
    }

    [Fact]
    public async Task A_shop_is_seen_through_an_ingress_and_where_there_is_none_through_its_own_worker()
    {
        foreach (var (worker, status) in new[] { ("w1", 201), ("w2", 202) })
        {
            world.Engine(worker).OnProbe(_ => new ProbeAnswer(status, TimeSpan.Zero, null));
        }

        (await VisitAsync("w2")).ShouldBe(201);
        (await VisitAsync("w1")).ShouldBe(201);
        await world.PutWorkerAsync("w1", "10.0.0.1", isIngress: true, WorkerStatus.Unreachable);
        (await VisitAsync("w2")).ShouldBe(202);
    }

    [Fact]
    public async Task An_ingress_that_can_not_ask_leaves_the_asking_to_another()
    {
        await world.PutWorkerAsync("w3", "10.0.0.3", isIngress: true);
        world.Engine("w3").OnProbe(_ => new ProbeAnswer(203, TimeSpan.Zero, null));
        world.Engine("w1").Faults.IsUnreachable = true;

        (await VisitAsync("w2")).ShouldBe(203);
    }

    [Fact]
    public async Task An_ingress_that_does_not_get_through_leaves_the_asking_to_another_and_is_told_apart_from_the_shop()
    {
        world.Engine("w1").OnProbe(probe => new ProbeAnswer(503, TimeSpan.Zero, (probe.ExpectStatus, probe.ExpectHeader, probe.ExpectHeaderValue) == (503, "X-ShopHosting-Page", "away") ? null : "the answer was 503"));
        (await AnswerAsync("w2")).ShouldBe(new ProbeAnswer(503, TimeSpan.Zero, "Where visitors come in (w1) nobody gets through to its server (w2)."));

        await world.PutWorkerAsync("w3", "10.0.0.3", isIngress: true);
        var shops = new ProbeAnswer(503, TimeSpan.Zero, "the answer was 503");
        world.Engine("w3").OnProbe(_ => shops);
        (await AnswerAsync("w2")).ShouldBe(shops);
    }

    private async Task<int> VisitAsync(string worker) => (await AnswerAsync(worker)).Status;

    private async Task<ProbeAnswer> AnswerAsync(string worker)
        => (await world.Edges.VisitAsync(WorkerId.Parse(worker), new("127.0.0.1", 8088, Host, "/", TimeSpan.Zero), default).SoonAsync()).Value!;

    private Task<Finding> CompareAsync(string worker)
        => world.Edges.CompareAsync(WorkerId.Parse(worker), Host, world.RouteOf(Host), default);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Yield();
        }
    }
}
