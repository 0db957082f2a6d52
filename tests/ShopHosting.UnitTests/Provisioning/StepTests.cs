using System.Text.Json;
using ShopHosting.Domain;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Frontend.Words;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Stores;
using ShopHosting.Provisioning.Workers;
using ShopHosting.Provisioning.Workers.Steps;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;

namespace ShopHosting.UnitTests.Provisioning;

/// <summary>The three promises of every step: check changes nothing, do may be repeated after a crash anywhere in it, undo is safe when do never ran.</summary>
public sealed class StepTests
{
    private static readonly EngineVerb[] s_changing = [EngineVerb.EnsureNetwork, EngineVerb.EnsureVolume, EngineVerb.EnsureContainer, EngineVerb.StopContainer, EngineVerb.Exec, EngineVerb.Upload,
        EngineVerb.RemoveContainer, EngineVerb.RemoveNetwork, EngineVerb.RemoveVolume, EngineVerb.RestartContainer];

    /// <summary>Each step by its name in its list, with what stands before it: nothing, or the store as it runs.</summary>
    public static IEnumerable<object[]> Steps => Names.Select(name => new object[] { name });

    private static string[] Names =>
    [
        "ImagesPresent", "CreateNetworks", "CreateVolumes", "VolumesPresent", "Start.database", "Start.cache", "Start.application", "Stop.database", "Personalise", "PublishRoute", "SeenFromOutside",
        "CloseRoute", "RemoveContainers", "RemoveNetworks", "RemoveVolumes", "ForgetStore", "DropRoute", "ChangePassword", "SuspendRoute", "SeenSuspended",
    ];

    [Fact]
    public void Every_step_of_every_list_is_among_these()
    {
        var template = Shop.Platforms.Find("woocommerce")!;
        var steps = new StoreSteps(new Edges(null!), new Accounts());

        Enum.GetValues<StoreWork>().SelectMany(work => steps.For(work, template).Plan).Select(step => step.Name).Where(name => !name.StartsWith("Stop.", StringComparison.Ordinal)).Distinct()
            .ShouldBe(Names.Where(name => !name.StartsWith("Stop.", StringComparison.Ordinal)), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_pages_tell_what_it_is_for(string name) => StepWords.Of(name).ShouldEndWith(".");

    [Fact]
    public void The_lists_read_as_the_design_says()
    {
        var template = Shop.Platforms.Find("woocommerce")!;
        string Read(StoreWork work, string? part = null) => string.Join(", ", new StoreSteps(new Edges(null!), new Accounts()).For(work, template, part).Plan.GroupBy(step => step.Stage).Select(stage => string.Join(" + ", stage.Select(step => step.Name))));

        Read(StoreWork.Provision).ShouldBe("ImagesPresent, CreateNetworks + CreateVolumes, Start.database + Start.cache + Start.application, Personalise + PublishRoute, SeenFromOutside");
        Read(StoreWork.Revert).ShouldBe(Read(StoreWork.Provision));
        Read(StoreWork.Restart).ShouldBe("VolumesPresent, Stop.database + Stop.cache + Stop.application, CreateNetworks, Start.database + Start.cache + Start.application, PublishRoute, SeenFromOutside");
        Read(StoreWork.Restart, "cache").ShouldBe("VolumesPresent, Stop.cache, CreateNetworks, Start.database + Start.cache + Start.application, PublishRoute, SeenFromOutside");
        Read(StoreWork.Rotate).ShouldBe("ChangePassword");
        Read(StoreWork.Repair).ShouldBe("ImagesPresent, VolumesPresent, CreateNetworks, Start.database + Start.cache + Start.application, PublishRoute, SeenFromOutside");
        Read(StoreWork.Suspend).ShouldBe("SuspendRoute, Stop.database + Stop.cache + Stop.application, SeenSuspended");
        Read(StoreWork.Resume).ShouldBe(Read(StoreWork.Repair));
        Read(StoreWork.Delete).ShouldBe("CloseRoute, RemoveContainers, RemoveNetworks");
        Read(StoreWork.Purge).ShouldBe("RemoveContainers, RemoveNetworks, RemoveVolumes, ForgetStore");
        Read(StoreWork.Forget).ShouldBe("DropRoute, ForgetStore");
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Check_changes_nothing(string name)
    {
        foreach (var isThere in new[] { false, true })
        {
            var (shop, step, edges, accounts) = await StageAsync(name, isThere);
            var before = (World(shop), edges.Text, accounts.Gone);
            var calls = shop.Engine.Journal.Length;

            await step.CheckAsync(shop.Context(), CancellationToken.None);

            (World(shop), edges.Text, accounts.Gone).ShouldBe(before);
            shop.Engine.Journal.Skip(calls).Select(call => call.Verb).Intersect(s_changing).ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Done_twice_is_done_once(string name)
    {
        var (shop, step, edges, _) = await StageAsync(name, isThere: true);
        (await step.DoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType(name == "VolumesPresent" ? typeof(StepOutcome.Failed) : typeof(StepOutcome.Done));
        var once = (World(shop), edges.Text);

        await step.DoAsync(shop.Context(), CancellationToken.None);

        (World(shop), edges.Text).ShouldBe(once);
    }

    /// <summary>The call of the engine fails before or after its effect, the answer is lost; then the step is done anew, which may be interrupted once more.</summary>
    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_crash_in_the_middle_and_then_done_anew_is_as_done_at_once(string name)
    {
        var (expected, step, _, _) = await StageAsync(name, IsTakingAway(name));
        var calls = expected.Engine.Journal.Length;
        await step.DoAsync(expected.Context(), CancellationToken.None);
        var made = expected.Engine.Journal.Skip(calls).Select(call => call.Verb).Where(s_changing.Contains).CountBy(verb => verb);
        var end = (await step.DoAsync(expected.Context(), CancellationToken.None)).GetType();

        foreach (var (verb, point, nth) in from call in made from point in Enum.GetValues<FaultPoint>() from nth in Enumerable.Range(1, call.Value) select (call.Key, point, nth))
        {
            var (shop, again, _, _) = await StageAsync(name, IsTakingAway(name));
            shop.Engine.Faults.Fail(verb, point, nth);
            var outcome = await again.DoAsync(shop.Context(), CancellationToken.None);
            outcome.ShouldNotBeOfType<StepOutcome.Done>($"{verb} {nth} failed");
            for (var goes = 0; goes < 3; goes++)
            {
                outcome = await again.DoAsync(shop.Context(), CancellationToken.None);
            }

            outcome.GetType().ShouldBe(end, $"{verb} {nth} {point}: {outcome}");
            World(shop).ShouldBe(World(expected), $"{verb} {nth} {point}");
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Undo_is_safe_when_do_never_ran_and_twice(string name)
    {
        var (shop, step, edges, _) = await StageAsync(name, isThere: false);
        var before = (World(shop), edges.Text);

        (await step.UndoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();
        (await step.UndoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();

        (World(shop), edges.Text).ShouldBe(before);
    }

    [Theory]
    [InlineData("CreateNetworks")]
    [InlineData("CreateVolumes")]
    [InlineData("Start.database")]
    [InlineData("Start.cache")]
    [InlineData("Start.application")]
    [InlineData("PublishRoute")]
    public async Task Undo_takes_away_just_what_do_made(string name)
    {
        var (shop, step, edges, _) = await StageAsync(name, isThere: false);
        var before = (World(shop, hasContent: false), edges.Text);
        (await step.DoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();
        (World(shop, hasContent: false), edges.Text).ShouldNotBe(before);

        (await step.UndoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();

        (World(shop, hasContent: false), edges.Text).ShouldBe(before);         // what a container left in a volume goes with the volume
    }

    [Fact]
    public async Task A_container_of_somebody_else_stops_do_and_neither_holds_up_undo_nor_goes_with_it()
    {
        var (shop, step, _, _) = await StageAsync("Start.database", isThere: false);
        shop.Engine.AddForeignContainer(shop.Stack["database"].Container.Name);

        (await step.DoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Failed>().Error.Code.ShouldBe("engine.foreign");
        (await step.UndoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();

        shop.Engine.Census().Containers.Select(container => container.Name).ShouldBe([shop.Stack["database"].Container.Name]);
    }

    [Fact]
    public async Task Undo_never_takes_data_of_a_store_that_was_live()
    {
        var (shop, step, _, _) = await StageAsync("CreateVolumes", isThere: false);
        await step.DoAsync(shop.Context(), CancellationToken.None);
        shop.Store = shop.Store with { LiveSince = Some.Noon };

        (await step.UndoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();

        shop.Engine.Census().Volumes.Length.ShouldBe(shop.Stack.Volumes.Length);
    }

    [Fact]
    public async Task An_interrupted_copy_of_golden_data_is_made_anew_before_the_store_was_live_and_never_after()
    {
        foreach (var wasLive in new[] { false, true })
        {
            var (shop, step, _, _) = await StageAsync("Start.database", isThere: false);
            shop.Store = shop.Store with { LiveSince = wasLive ? Some.Noon : null };
            await step.DoAsync(shop.Context(), CancellationToken.None);
            var data = shop.Engine.Volume(shop.Stack.Volumes[0].Name)!.Generation;
            var name = shop.Stack["database"].Container.Name;
            shop.Engine.Crash(name, 65);
            shop.Engine.OnStart("database", 65);
            shop.Engine.OnExec("database", _ => new ExecAnswer(1, ""));

            (await step.DoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.NotYet>();

            (shop.Engine.Volume(shop.Stack.Volumes[0].Name)!.Generation != data).ShouldBe(!wasLive);
        }
    }

    [Fact]
    public async Task Taking_away_carries_on_past_a_failure_and_tells_it()
    {
        var (shop, step, _, _) = await StageAsync("RemoveContainers", isThere: true);
        shop.Engine.Faults.Fail(EngineVerb.RemoveContainer, FaultPoint.Before);

        var outcome = await step.DoAsync(shop.Context(), CancellationToken.None);

        outcome.ShouldBeOfType<StepOutcome.Failed>().Retry.ShouldBe(RetryClass.Unreachable);
        shop.Engine.Census().Containers.Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_component_that_does_not_answer_yet_is_waited_for_and_said_by_name()
    {
        var (shop, step, _, _) = await StageAsync("Start.database", isThere: false);
        shop.Engine.OnExec("database", _ => new ExecAnswer(1, ""));

        (await step.DoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.NotYet>().WaitingFor.ShouldBe("the database to answer");
    }

    [Fact]
    public async Task A_worker_is_asked_and_its_containers_started_however_often()
    {
        var shop = new Shop();
        var containers = new PlatformContainers(Microsoft.Extensions.Options.Options.Create(Shop.Installation), Shop.Images, Shop.Relay);
        var operation = Some.OperationOf(OperationKind.JoinWorker);
        WorkerContext Context() => new() { Worker = Some.WorkerIn(WorkerStatus.Joining), Operation = operation, Engine = shop.Engine, Containers = containers };
        var list = new WorkerSteps(
            Microsoft.Extensions.Options.Options.Create(Shop.Installation), Microsoft.Extensions.Options.Options.Create(new WorkerOptions()), Shop.Images,
            new FakeImageCarrier(new FakeWorkerEngines(_ => shop.Engine)), new FakeConnectProbe(), shop.Clock).Join;
        list.Plan.Select(step => step.Name).ShouldBe(
        [
            "AskEngine", "Check.LiveRestore", "Check.StorageDriver", "Check.Memory", "Check.Limits", "Check.Clock", "Check.Addresses",
            "Images.Platform", "Start.guard", "Check.EdgePort", "Check.Disk", "Start.edge", "Start.relay", "Check.Address", "Images.Shops",
        ]);

        foreach (var name in list.Plan.Select(step => step.Name))
        {
            var step = list.Find(name)!;
            var before = World(shop);
            await step.CheckAsync(Context(), CancellationToken.None);
            (await step.UndoAsync(Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();
            World(shop).ShouldBe(before);
            foreach (var (verb, point) in s_changing.SelectMany(verb => Enum.GetValues<FaultPoint>().Select(point => (verb, point))))
            {
                shop.Engine.Faults.Fail(verb, point);
                await step.DoAsync(Context(), CancellationToken.None);
                await step.DoAsync(Context(), CancellationToken.None);
                (await step.DoAsync(Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();
            }
        }

        shop.Engine.Census().Containers.Select(container => container.Name).ShouldBe(["sh-test-guard", "sh-test-edge", "sh-test-relay"], ignoreOrder: true);
        var asked = Context();
        await new AskEngine().DoAsync(asked, CancellationToken.None);
        asked.Machine!.MemoryMb.ShouldBe(8192);
    }

    /// <summary>The step, with what it needs before it, and with its own result (or what it takes away) there already.</summary>
    private static async Task<(Shop Shop, IStep<StoreContext> Step, Edges Edges, Accounts Accounts)> StageAsync(string name, bool isThere)
    {
        var shop = new Shop();
        var (edges, accounts) = (new Edges(shop.Engine), new Accounts());
        var steps = new StoreSteps(edges, accounts);
        var step = Enum.GetValues<StoreWork>().Select(work => steps.For(work, shop.Template).Find(name)).First(found => found is not null)!;
        shop.Engine.OnProbe(_ => new ProbeAnswer(200, TimeSpan.Zero, null));
        foreach (var before in steps.For(StoreWork.Provision, shop.Template).Plan.Select(plan => plan.Name).TakeWhile(before => before != name || isThere))
        {
            if (isThere || !IsTakingAway(name) && name is not ("VolumesPresent" or "Stop.database"))
            {
                await steps.For(StoreWork.Provision, shop.Template).Find(before)!.DoAsync(shop.Context(), CancellationToken.None);
            }

            if (before == name)
            {
                break;
            }
        }

        if (isThere && name is "RemoveNetworks" or "RemoveVolumes")
        {
            await steps.For(StoreWork.Purge, shop.Template).Find("RemoveContainers")!.DoAsync(shop.Context(), CancellationToken.None);
        }

        return (shop, step, edges, accounts);
    }

    private static bool IsTakingAway(string name) => name is "CloseRoute" or "DropRoute" or "RemoveContainers" or "RemoveNetworks" or "RemoveVolumes" or "ForgetStore" or "Stop.database";

    /// <summary>All that is on the worker, as text: names, states, labels; of volumes also the image that filled them and the files in them.</summary>
    private static string World(Shop shop, bool hasContent = true)
    {
        var census = shop.Engine.Census();
        return JsonSerializer.Serialize(new
        {
            Containers = census.Containers.OrderBy(container => container.Name).Select(container => new { container.Name, container.State, container.Labels, Networks = container.Addresses.Keys }),
            Networks = census.Networks.OrderBy(network => network.Name).Select(network => new { network.Name, network.Subnet, network.Labels }),
            Volumes = census.Volumes.OrderBy(volume => volume.Name).Select(volume => new
            {
                volume.Name,
                volume.Labels,
                CopiedFrom = hasContent ? shop.Engine.Volume(volume.Name)!.CopiedFrom : null,
                Files = shop.Engine.Volume(volume.Name)!.Files.Where(_ => hasContent).OrderBy(file => file.Key).Select(file => new { file.Key, file.Value.Mode, Text = Convert.ToHexString(file.Value.Content.Bytes) }),
            }),
        });
    }

    private sealed class Edges(IWorkerEngine engine) : IEdge
    {
        private readonly SortedDictionary<string, EdgeRoute> routes = [];

        public string Text => string.Join(", ", routes);

        public Task<Finding> CompareAsync(WorkerId worker, string host, EdgeRoute route, CancellationToken cancellationToken)
            => Task.FromResult(!routes.TryGetValue(host, out var found) ? Finding.None : found == route ? Finding.Fine : new Finding.Different("another port"));

        public Task<EdgeRoute?> AskedForAsync(WorkerId worker, string host, CancellationToken cancellationToken) => Task.FromResult(routes.GetValueOrDefault(host));

        public Task<Result<bool>> PutAsync(WorkerId worker, string host, EdgeRoute route, TimeSpan patience, CancellationToken cancellationToken)
        {
            routes[host] = route;
            return Task.FromResult<Result<bool>>(true);
        }

        public Task<Result<ProbeAnswer>> VisitAsync(WorkerId worker, HttpProbe probe, CancellationToken cancellationToken) => engine.ProbeAsync(probe, cancellationToken);

        public Task<Result<bool>> RemoveAsync(WorkerId worker, string host, string owner, TimeSpan patience, CancellationToken cancellationToken)
        {
            if (routes.TryGetValue(host, out var found) && found.Owner == owner)
            {
                routes.Remove(host);
            }

            return Task.FromResult<Result<bool>>(true);
        }
    }

    private sealed class Accounts : IAccounts
    {
        public int Gone { get; private set; }

        public Task<Result> StoreGoneAsync(AccountId account, StoreId store, CancellationToken cancellationToken)
        {
            Gone++;
            return Task.FromResult(Result.Success);
        }
    }
}
