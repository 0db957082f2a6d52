using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;
using ShopHosting.Testing.Engine;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>The commands of a store and what becomes of it.</summary>
public sealed class StoreLifeTests
{
    /// <summary>Every step of provisioning as the list names them.</summary>
    public static TheoryData<string> Steps =>
        new("ImagesPresent", "CreateNetworks", "CreateVolumes", "Start.database", "Start.cache", "Start.application", "Personalise", "PublishRoute", "SeenFromOutside");

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Cancelling_at_any_step_undoes_all_and_a_retry_brings_the_shop(string step)
    {
        await using var world = await HeldAtAsync(step);

        (await world.Store().CancelAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        world.Refuses = null;
        await world.StatusAsync(StoreStatus.Failed);
        await world.RestAsync();

        world.StateOf()!.Problem.ShouldBe(StoreErrors.Cancelled);
        world.StateOf()!.Operation!.Outcome.ShouldBe(OperationOutcome.Cancelled);
        Invariants.Broken(world).ShouldBeEmpty();

        (await world.Store().RetryAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Deleting_at_any_step_of_provisioning_leaves_nothing_and_frees_the_name(string step)
    {
        await using var world = await HeldAtAsync(step);

        (await world.Store().DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        world.Refuses = null;
        await world.StatusAsync(StoreStatus.Purged);
        await world.RestAsync();

        Invariants.Broken(world).ShouldBeEmpty();
        (await world.SignUpAsync(StoreWorld.SignUpOf(2, "teashop")).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.StateOf(2)!.Status.ShouldBe(StoreStatus.Live);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_step_that_fails_for_good_undoes_all_and_says_why(string step)
    {
        await using var world = await StoreWorld.StartAsync();
        var failure = new Error(ErrorKind.Invalid, "test.never", "It will never work.");
        world.Refuses = call => call.StartsWith(CallOf(step), StringComparison.Ordinal) ? failure : null;
        world.OnSaved = state => world.Refuses = state is StoreState { Status: StoreStatus.Reverting } ? null : world.Refuses;

        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Failed);
        await world.RestAsync();

        world.StateOf()!.Problem!.Code.ShouldBe(failure.Code);
        world.StateOf()!.Operation!.Outcome.ShouldBe(OperationOutcome.Failed);
        Invariants.Broken(world).ShouldBeEmpty();

        (await world.Store().RetryAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live, $"{world.StateOf()!.Problem}");
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Restarting_stops_and_starts_every_component_and_keeps_the_data()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var data = world.Engine.Volume(StoreWorld.NameOf("database"))!.Generation;
        var before = world.Engine.Journal.Length;

        (await store.RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        (await store.RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        (await store.RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        world.Engine.Journal.Skip(before).Count(call => call.Verb == EngineVerb.StopContainer).ShouldBe(3);
        world.Engine.Volume(StoreWorld.NameOf("database"))!.Generation.ShouldBe(data);
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_shop_keeps_data_and_name_for_the_grace_period_and_then_nothing()
    {
        await using var world = await StoreWorld.StartAsync(("Installation:Grace", "3.00:00:00"));
        var store = await world.LiveStoreAsync();

        (await store.DeleteAsync(StoreWorld.Ask(1), "another").SoonAsync()).Error!.Code.ShouldBe("store.name-not-confirmed");
        (await store.DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Deleted);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
        (await world.SignUpAsync(StoreWorld.SignUpOf(2, "teashop")).SoonAsync()).Error!.Code.ShouldBe("store.name-taken");

        world.Clock.Shift(TimeSpan.FromDays(3));
        await world.StatusAsync(StoreStatus.Purged);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
        world.CensusOf().Volumes.ShouldBeEmpty();
        var purge = (await world.Database.OperationsAsync("store", StoreWorld.KeyOf(), null, 1, CancellationToken.None))[0];
        purge.Steps.Single(step => step.Name == "RemoveVolumes").Detail!.ShouldContain(StoreWorld.NameOf("content"));

        (await world.SignUpAsync(StoreWorld.SignUpOf(2, "teashop")).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_grace_period_a_delete_purges_at_once_and_both_succeed_in_the_journal()
    {
        await using var world = await StoreWorld.StartAsync(("Installation:Grace", "00:00:00"));
        var store = await world.LiveStoreAsync();

        (await store.DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Purged);

        var operations = await world.Database.OperationsAsync("store", StoreWorld.KeyOf(), null, 10, CancellationToken.None);
        operations.Select(operation => (operation.Kind, operation.Outcome)).ShouldBe(
            [(OperationKind.Purge, OperationOutcome.Succeeded), (OperationKind.Delete, OperationOutcome.Succeeded), (OperationKind.Provision, OperationOutcome.Succeeded)], ignoreOrder: true);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_during_restart_and_repair_wins()
    {
        await using var world = await StoreWorld.StartAsync(("Installation:Grace", "00:00:00"));
        foreach (var (number, name) in new[] { (1, "one-shop"), (2, "two-shop") })
        {
            await world.LiveStoreAsync(number, name);
        }

        world.Engine.OnExec("*", _ => new ExecAnswer(1, ""));
        (await world.Store(1).RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        world.Engine.Lose(StoreWorld.NameOf("cache", 2));
        await world.SweepAsync();
        await world.StatusAsync(StoreStatus.Restarting, 1);
        await world.StatusAsync(StoreStatus.Repairing, 2);

        (await world.Store(1).DeleteAsync(StoreWorld.Ask(2), "one-shop").SoonAsync()).Error.ShouldBeNull();
        (await world.Store(2).DeleteAsync(StoreWorld.Ask(3), "two-shop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Purged, 1);
        await world.StatusAsync(StoreStatus.Purged, 2);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_taken_on_the_worker_fails_with_a_sentence_and_the_retry_takes_another()
    {
        await using var world = await StoreWorld.StartAsync();
        world.Engine.TakePort(21000);

        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Failed);
        world.StateOf()!.Problem!.Code.ShouldBe("engine.port-taken");
        world.StateOf()!.Problem!.Message.ShouldContain("21000");
        Invariants.Broken(world).ShouldBeEmpty();

        (await world.Store().RetryAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.StateOf()!.Placement!.Slot.ShouldBe(1);
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_subnet_that_is_taken_on_the_worker_is_avoided_likewise()
    {
        await using var world = await StoreWorld.StartAsync();
        world.Engine.AddForeignNetwork("somebody-elses-other-network", "10.180.0.0/27");

        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Failed);
        (await world.Store().RetryAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        world.StateOf()!.Placement!.Slot.ShouldBe(1);
        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
    }

    [Fact]
    public async Task Without_room_orders_wait_with_a_sentence_and_the_oldest_is_made_when_there_is_room()
    {
        // The reconciler would find them too, but not within this test: the room that was given back is told.
        await using var world = await StoreWorld.StartAsync(("Workers:DiskMb", "6000"), ("Workers:WakePeriod", "01:00:00"), ("Installation:Grace", "00:00:00"));
        await world.LiveStoreAsync();
        foreach (var (number, name) in new[] { (2, "coffeeshop"), (3, "bookshop") })
        {
            (await world.SignUpAsync(StoreWorld.SignUpOf(number, name)).SoonAsync()).Error.ShouldBeNull();
            await world.StatusAsync(StoreStatus.Waiting, number);
            world.Clock.Shift(TimeSpan.FromHours(1));
        }

        var problem = (await world.Store(2).ViewAsync().SoonAsync())!.Problem!;
        (problem.Kind, problem.Code).ShouldBe((ErrorKind.Capacity, "store.no-room"));
        Invariants.Broken(world).ShouldBeEmpty();

        (await world.Store(1).DeleteAsync(StoreWorld.Ask(2), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live, 2);
        await world.RestAsync();
        world.StateOf(3)!.Status.ShouldBe(StoreStatus.Waiting);
        var made = world.StateOf(2)!.Operation!;
        (made.FinishedAt - made.StartedAt).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromHours(1), "that it waited is no part of making it");
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_waits_is_made_when_a_worker_offers_more_and_nobody_told()
    {
        await using var world = await StoreWorld.StartAsync(("Workers:DiskMb", "1000"));
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting);

        await world.Database.SetUsableAsync(Some.Worker.Value, CapacityResources.DiskMb, 6000, CancellationToken.None);

        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_before_any_worker_has_joined_is_made_when_one_has()
    {
        await using var world = StoreWorld.Prepare(("Workers:WakePeriod", "01:00:00"));
        await world.StartHostAsync();
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting);

        (await world.Worker.JoinAsync(new("unix:///fake.sock")).SoonAsync()).Ok.ShouldBeTrue();

        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_waits_may_call_it_off_and_try_again()
    {
        await using var world = await StoreWorld.StartAsync(("Workers:DiskMb", "1000"));
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting);

        (await world.Store().CancelAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Failed);
        world.StateOf()!.Operation!.Outcome.ShouldBe(OperationOutcome.Cancelled);
        Invariants.Broken(world).ShouldBeEmpty();

        (await world.Store().RetryAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        world.StateOf()!.Status.ShouldBe(StoreStatus.Waiting);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_knows_why_it_is_where_it_is_until_it_is_there_no_more()
    {
        await using var world = await StoreWorld.StartAsync(("Installation:Grace", "00:00:00"));
        var store = await world.LiveStoreAsync();

        var why = (await store.ViewAsync().SoonAsync())!.PlacedFor.ShouldNotBeNull();
        (why.Chosen.Worker, why.Next, why.Workers).ShouldBe((Some.Worker, null, 1));

        (await store.DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Purged);
        world.StateOf()!.PlacedFor.ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_goes_to_a_worker_that_is_cordoned_and_what_waits_is_made_when_it_is_open_again()
    {
        await using var world = await StoreWorld.StartAsync(("Workers:WakePeriod", "01:00:00"));
        await world.LiveStoreAsync();
        (await world.Worker.CordonAsync(new(Some.Operation(50), "somebody"), "A disk is changed.").SoonAsync()).Error.ShouldBeNull();

        // The view of the fleet is of a moment ago: the worker's own row says no.
        (await world.SignUpAsync(StoreWorld.SignUpOf(2, "coffeeshop")).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting, 2);
        world.StateOf(2)!.Problem!.Message.ShouldContain("1 cordoned");

        (await world.Worker.UncordonAsync(new(Some.Operation(51), "somebody")).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live, 2);
    }

    [Fact]
    public async Task A_store_that_never_had_room_can_be_deleted()
    {
        await using var world = await StoreWorld.StartAsync(("Workers:DiskMb", "1000"));
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting);

        (await world.Store().DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Purged);
        await world.RestAsync();

        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_while_the_workers_edge_is_being_mended_finds_its_place()
    {
        await using var world = await StoreWorld.StartAsync();
        world.Engine.OnExec("guard", _ => new ExecAnswer(1, ""));
        world.Engine.Lose($"sh-{StoreWorld.InstallationId}-guard");
        await world.SweepAsync();
        (await world.Worker.ViewAsync().SoonAsync())!.Status.ShouldBe(Domain.Workers.WorkerStatus.Repairing);

        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live);

        world.Engine.OnExec("guard", _ => new ExecAnswer(0, ""));
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_does_not_answer_makes_deleting_wait_and_the_name_stays()
    {
        await using var world = await StoreWorld.StartAsync(("Installation:Grace", "00:00:00"));
        var store = await world.LiveStoreAsync();
        world.Engine.Faults.IsUnreachable = true;

        (await store.DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.StateOf()!.Operation!.Steps.Any(step => step.Failures > 0) || world.StateOf()!.Operation!.Steps.Any(step => step.Detail is not null), () => "nothing fails");
        world.Clock.Shift(TimeSpan.FromMinutes(6));
        await world.UntilAsync(() => world.StateOf()!.Problem is not null, () => "it says nothing");
        world.StateOf()!.Status.ShouldBe(StoreStatus.Deleting);
        (await store.ViewAsync().SoonAsync())!.Problem!.Kind.ShouldBe(ErrorKind.Unavailable);

        world.Engine.Faults.IsUnreachable = false;
        world.Clock.Shift(StoreMachine.DeletePause);
        await world.StatusAsync(StoreStatus.Purged);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_save_of_any_kind_loses_nothing()
    {
        await using var world = await StoreWorld.StartAsync();
        var count = 0;
        world.Database.FaultAt = save => save.Table is "store" or "edge" ? (Interlocked.Increment(ref count) % 5) switch { 0 => SaveFault.BeforeCommit, 2 => SaveFault.AfterCommit, _ => SaveFault.None } : SaveFault.None;

        try
        {
            await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync();
        }
        catch (IOException)
        {
        }

        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        world.Database.FaultAt = null;
        Invariants.Broken(world).ShouldBeEmpty();
        world.StateOf()!.Operation!.Attempt.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Somebody_else_who_wrote_the_row_is_read_again()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var rows = world.Database.Store<StoreState>();
        var (version, known) = (await rows.LoadAsync(StoreWorld.KeyOf(), CancellationToken.None))!;
        (await rows.SaveAsync(known.Key, version, known with { Problem = Some.Failure }, Domain.Storage.Journal.Empty, CancellationToken.None))
            .ShouldBeOfType<Provisioning.Storage.SaveOutcome.Saved>();

        (await store.RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error!.Code.ShouldBe("entity.read-again");
        (await store.ViewAsync().SoonAsync())!.Problem.ShouldBe(Some.Failure);
        (await store.RestartAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_waits_does_not_hold_a_store_whose_row_was_lost()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var view = await store.ViewAsync().SoonAsync();
        var page = store.NextViewAsync(view!.Version);
        world.Database.FaultAt = save => save.Table == "store" ? SaveFault.BeforeCommit : SaveFault.None;

        await Should.ThrowAsync<IOException>(() => store.RestartAsync(StoreWorld.Ask(1)).SoonAsync());
        world.Database.FaultAt = null;
        var asked = store.RestartAsync(StoreWorld.Ask(1));

        await asked.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);       // the page waits ten
        await page.SoonAsync();
        await world.RestAsync();
    }

    [Fact]
    public async Task A_store_whose_row_makes_every_tick_throw_is_tried_again_and_does_not_spin()
    {
        await using var world = await HeldAtAsync("Start.database");
        await world.KillHostAsync();
        world.Database.Rewrite("store", StoreWorld.KeyOf(), row => row.Replace("\"woocommerce-db\":", "\"something-else\":", StringComparison.Ordinal));
        var began = TimeProvider.System.GetTimestamp();
        await world.StartHostAsync();

        // Rests of 250, 500 and 1,000 ms lie between the first four; a fifth may be the tick that the killed host was at.
        await world.UntilAsync(() => world.Logged(GrainCluster.TickFailed) >= 5, () => "it is not tried again");

        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.5));
        (await world.Store().ViewAsync().SoonAsync())!.Status.ShouldBe(StoreStatus.Provisioning);
    }

    [Fact]
    public async Task Views_during_a_long_tick_answer_at_once_and_the_next_one_comes_with_a_change()
    {
        await using var world = await StoreWorld.StartAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Holds = call =>
        {
            if (!call.StartsWith(CallOf("Start.database"), StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return gate.Task;
        };
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await reached.Task.SoonAsync();

        var view = await world.Store().ViewAsync().WaitAsync(TimeSpan.FromSeconds(2), TimeProvider.System);
        view!.Status.ShouldBe(StoreStatus.Provisioning);
        view.Operation!.Steps.Single(step => step.Name == "Start.database").Status.ShouldBe(StepStatus.Running);
        var next = world.Store().NextViewAsync(view.Version);
        next.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await next.SoonAsync())!.Version.ShouldNotBe(view.Version);
        await world.RestAsync();
    }

    [Fact]
    public async Task A_shop_waits_for_its_account_no_longer_than_a_tick_may_last()
    {
        await using var world = await StoreWorld.StartAsync();
        var gate = new TaskCompletionSource();
        world.Database.BeforeSave = save => save is { Table: "account", State: Domain.Accounts.AccountState { Stores: [{ IsOrdered: true }] } } ? gate.Task : Task.CompletedTask;
        var signUp = world.SignUpAsync(StoreWorld.SignUpOf());             // the account is busy with its save
        await world.StatusAsync(StoreStatus.Live);
        var store = world.Store();

        world.Database.BeforeSave = save => save is { Table: "account", State: Domain.Accounts.AccountState { Stores: [{ IsOrdered: true }] } } ? gate.Task : Task.CompletedTask;
        (await store.DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Deleted);
        world.Clock.Shift(TimeSpan.FromDays(7));
        await world.UntilAsync(() => world.StateOf()!.Operation!.Steps.Any(step => step is { Name: "ForgetStore", Failures: > 0 }), () => "the store waits for its account");

        gate.SetResult();
        await signUp.SoonAsync();
        await world.StatusAsync(StoreStatus.Purged);
        await world.RestAsync();
        Invariants.Broken(world).ShouldBeEmpty();
    }

    /// <summary>A sign-up whose provisioning is at this step and tries it again and again.</summary>
    private static async Task<StoreWorld> HeldAtAsync(string step)
    {
        var world = await StoreWorld.StartAsync();
        world.Refuses = call => call.StartsWith(CallOf(step), StringComparison.Ordinal) ? Some.Failure : null;
        (await world.SignUpAsync(StoreWorld.SignUpOf()).SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.StateOf()?.Operation?.Steps.Any(progress => progress.Name == step && progress.Failures > 0) == true, () => $"it does not come to {step}");
        return world;
    }

    /// <summary>The first call of an engine that the step makes.</summary>
    private static string CallOf(string step) => step switch
    {
        "ImagesPresent" => "EnsureImage",
        "CreateNetworks" => "EnsureNetwork",
        "CreateVolumes" => "EnsureVolume",
        "Start.database" or "Start.cache" or "Start.application" => $"EnsureContainer {StoreWorld.NameOf(step["Start.".Length..])}",
        "Personalise" => "Exec php",
        "PublishRoute" => "Upload /etc/edge",
        "SeenFromOutside" => "Probe",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No such step."),
    };
}
