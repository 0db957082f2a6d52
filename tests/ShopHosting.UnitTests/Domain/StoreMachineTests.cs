using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;
using Kind = ShopHosting.Domain.Stores.StoreCommandKind;

namespace ShopHosting.UnitTests.Domain;

public sealed class StoreMachineTests
{
    private static readonly TimeSpan s_grace = TimeSpan.FromDays(7);
    private static readonly DateTimeOffset s_later = Some.Noon + TimeSpan.FromHours(1);

    public static TheoryData<StoreStatus> Statuses => new(Enum.GetValues<StoreStatus>());

    public static IEnumerable<object[]> Pairs => Enum.GetValues<StoreStatus>().SelectMany(status => Enum.GetValues<Kind>().Select(kind => new object[] { status, kind }));

    [Fact]
    public void The_table_is_as_written() => MachineTable.ShouldBeAsWritten(MachineTable.Print<StoreStatus, Kind>("The life of a store", Cell), "StoreMachine");

    [Theory]
    [MemberData(nameof(Pairs))]
    public void No_pair_of_status_and_command_throws_and_every_refusal_is_a_sentence(StoreStatus status, Kind kind)
    {
        var decision = StoreMachine.Decide(Some.Store(status), Command(kind), s_later);

        if (!decision.Ok)
        {
            decision.Error.Code.ShouldBe("store.not-possible");
            decision.Error.Message.ShouldEndWith(".");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Asked_twice_with_one_operation_it_is_done_once(StoreStatus status, Kind kind)
    {
        var first = StoreMachine.Decide(Some.Store(status), Command(kind), s_later);
        if (!first.Ok || kind is Kind.WorkFinished or Kind.WorkFailed)
        {
            return;
        }

        var second = StoreMachine.Decide(first.Value, Command(kind), s_later);

        second.Value.ShouldBe(first.Value);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Delete_is_legal_in_every_status_and_ends_what_was_under_way(StoreStatus status)
    {
        var store = Some.Store(status);

        var deleted = StoreMachine.Decide(store, Command(Kind.Delete), s_later);

        deleted.Ok.ShouldBeTrue();
        deleted.Value.Status.ShouldBeOneOf(StoreStatus.Deleting, StoreStatus.Deleted, StoreStatus.Purging, StoreStatus.Purged);
        if (StoreMachine.Owed(status) is not null and not (StoreWork.Delete or StoreWork.Purge))
        {
            var journal = Journal.Between(store.Operation, deleted.Value.Operation);
            journal.Superseded!.Outcome.ShouldBe(OperationOutcome.Cancelled);
            journal.Superseded.FinishedAt.ShouldBe(s_later);
        }
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_status_in_ing_owes_work_and_is_due_and_every_other_is_at_rest(StoreStatus status)
    {
        var owes = status.ToString().EndsWith("ing", StringComparison.Ordinal);

        (StoreMachine.Owed(status) is not null).ShouldBe(owes);
        if (owes)
        {
            (StoreMachine.DueAt(Some.Store(status)) is not null).ShouldBe(status != StoreStatus.Waiting, "the line of those who wait has its own order");
            Some.Store(status).Operation!.IsFinished.ShouldBeFalse();
        }
    }

    [Fact]
    public void Who_is_at_rest_is_due_only_for_a_purge_or_another_try()
    {
        Enum.GetValues<StoreStatus>().Where(status => StoreMachine.Owed(status) is null && StoreMachine.DueAt(Some.Store(status)) is not null)
            .ShouldBe([StoreStatus.Broken, StoreStatus.Deleted]);
        StoreMachine.DueAt(Some.Store(StoreStatus.Deleted)).ShouldBe(Some.Noon + s_grace);
        StoreMachine.DueAt(Some.Store(StoreStatus.Broken)).ShouldBe(Some.Noon + StoreMachine.BrokenPause);
        StoreMachine.DueAt(Some.Store(StoreStatus.Deleting) with { WakeAt = s_later }).ShouldBe(s_later);
    }

    [Theory]
    [InlineData(StoreStatus.Waiting, false, false)]
    [InlineData(StoreStatus.Provisioning, true, true)]
    [InlineData(StoreStatus.Live, true, true)]
    [InlineData(StoreStatus.Reverting, true, true)]
    [InlineData(StoreStatus.Failed, false, false)]
    [InlineData(StoreStatus.Restarting, true, true)]
    [InlineData(StoreStatus.Repairing, true, true)]
    [InlineData(StoreStatus.Rotating, true, true)]
    [InlineData(StoreStatus.Broken, true, true)]
    [InlineData(StoreStatus.Suspending, true, true)]
    [InlineData(StoreStatus.Suspended, true, true)]
    [InlineData(StoreStatus.Resuming, true, true)]
    [InlineData(StoreStatus.Deleting, true, true)]
    [InlineData(StoreStatus.Deleted, true, false)]
    [InlineData(StoreStatus.Purging, true, false)]
    [InlineData(StoreStatus.Purged, false, false)]
    public void It_claims_its_place_while_anything_of_it_may_be_there_and_memory_while_it_may_run(StoreStatus status, bool hasPlace, bool hasMemory)
    {
        var claims = StoreMachine.Claims(Some.Store(status) is { Placement: not null } placed ? placed with { Placement = new Placement(Some.Worker, 7) } : Some.Store(status)).ToList();

        claims.Contains(new Claim(StoreMachine.SlotClaim, "w1", "7")).ShouldBe(hasPlace);
        claims.Contains(Claim.Capacity("w1", CapacityResources.DiskMb, Some.Limits.DiskMb)).ShouldBe(hasPlace);
        claims.Contains(Claim.Capacity("w1", CapacityResources.MemoryMb, Some.Limits.MemoryMb)).ShouldBe(hasMemory);
        claims.Contains(Claim.Capacity("w1", CapacityResources.CpuMillis, Some.Limits.CpuMillis)).ShouldBe(hasMemory);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Without_a_place_it_claims_nothing(StoreStatus status) => StoreMachine.Claims(Some.Store(status) with { Placement = null }).ShouldBeEmpty();

    [Theory]
    [InlineData(StepStatus.Pending, StoreStatus.Waiting, StoreStatus.Failed, false)]
    [InlineData(StepStatus.Skipped, StoreStatus.Waiting, StoreStatus.Failed, false)]
    [InlineData(StepStatus.Running, StoreStatus.Waiting, StoreStatus.Reverting, true)]
    [InlineData(StepStatus.Done, StoreStatus.Reverting, StoreStatus.Reverting, true)]
    public void An_order_whose_worker_is_lost_is_placed_anew_while_nothing_was_made_and_ends_at_once_while_nothing_was_begun(
        StepStatus first, StoreStatus lost, StoreStatus cancelled, bool keepsPlace)
    {
        var store = Some.Store(StoreStatus.Provisioning);
        store = store with { Operation = store.Operation! with { Steps = [store.Operation.Steps[0] with { Status = first }] } };

        var placedAnew = StoreMachine.Decide(store, new StoreWorkFailed(default, Some.Failure, RetryClass.Unreachable), s_later).Value!;
        placedAnew.Status.ShouldBe(lost);
        (placedAnew.Placement is null, placedAnew.Operation!.Steps[0].Status == StepStatus.Pending).ShouldBe((lost == StoreStatus.Waiting, lost == StoreStatus.Waiting));
        StoreMachine.Decide(store, Command(Kind.Cancel), s_later).Value!.Status.ShouldBe(cancelled);
        (StoreMachine.Decide(store, Command(Kind.Delete), s_later).Value!.Placement is not null).ShouldBe(keepsPlace);
    }

    [Fact]
    public void What_an_earlier_attempt_made_and_this_one_skipped_keeps_an_order_where_it_is()
    {
        var store = Some.Store(StoreStatus.Provisioning);
        store = store with { Operation = store.Operation! with { Attempt = 2, Steps = [store.Operation.Steps[0] with { Status = StepStatus.Skipped }] } };

        StoreMachine.Decide(store, new StoreWorkFailed(default, Some.Failure, RetryClass.Unreachable), s_later).Value!.Status.ShouldBe(StoreStatus.Reverting);
    }

    [Fact]
    public void A_store_that_stays_broken_is_repaired_after_longer_and_longer_pauses_until_somebody_asks_or_it_is_live()
    {
        var pauses = new List<double>();
        var store = Some.Store(StoreStatus.Live);
        for (var tries = 0; tries < 8; tries++)
        {
            store = StoreMachine.Decide(store, new RepairStore(Some.Operation(50 + tries), "It was stopped."), s_later).Value!;
            store = StoreMachine.Decide(store, Command(Kind.WorkFailed), s_later).Value!;
            pauses.Add((StoreMachine.DueAt(store)!.Value - s_later).TotalMinutes);
        }

        pauses.ShouldBe([5, 10, 20, 40, 80, 160, 240, 240]);
        var asked = StoreMachine.Decide(StoreMachine.Decide(store, new RestartStore(Some.Operation(70), "somebody"), s_later).Value!, Command(Kind.WorkFailed), s_later).Value!;
        (StoreMachine.DueAt(asked) - s_later).ShouldBe(StoreMachine.BrokenPause);
        var repairing = StoreMachine.Decide(store, new RepairStore(Some.Operation(71), "It was stopped."), s_later).Value!;
        StoreMachine.Decide(repairing, Command(Kind.WorkFinished), s_later).Value!.Failures.ShouldBe(0);
    }

    [Fact]
    public void A_store_is_live_since_it_was_live_for_the_first_time()
    {
        var live = StoreMachine.Decide(Some.Store(StoreStatus.Provisioning), Command(Kind.WorkFinished), s_later).Value!;
        var restarted = StoreMachine.Decide(Some.Store(StoreStatus.Restarting), Command(Kind.WorkFinished), s_later).Value!;

        live.LiveSince.ShouldBe(s_later);
        restarted.LiveSince.ShouldBe(Some.Noon);
    }

    [Fact]
    public void A_changed_password_takes_the_place_of_the_old_one_only_when_the_shop_has_taken_it()
    {
        var live = Some.Store() with { Secrets = ImmutableSortedDictionary<string, Secret>.Empty.Add("admin-password", new("old")) };
        var rotating = StoreMachine.Decide(live, Command(Kind.Rotate), s_later).Value!;
        rotating.Secrets["admin-password"].ShouldBe(new Secret("old"));

        var changed = StoreMachine.Decide(rotating, Command(Kind.WorkFinished), s_later).Value!;
        (changed.Status, changed.Secrets["admin-password"], changed.Pending).ShouldBe((StoreStatus.Live, new Secret("newer"), null));

        var failed = StoreMachine.Decide(rotating, Command(Kind.WorkFailed), s_later).Value!;
        (failed.Status, failed.Secrets["admin-password"], failed.Pending!.Value).ShouldBe((StoreStatus.Live, new Secret("old"), new Secret("newer")));
        failed.Operation!.Error.ShouldBe(Some.Failure);
        var again = StoreMachine.Decide(failed, new RotatePassword(Some.Operation(3), "somebody", new PendingSecret("admin-password", new Secret("third"))), s_later).Value!;
        again.Pending!.Value.ShouldBe(new Secret("newer"), "of two passwords one is valid, of three nobody would know");
    }

    [Fact]
    public void A_store_with_data_is_kept_for_the_grace_period_and_one_without_is_purged_at_once()
    {
        StoreMachine.Decide(Some.Store(StoreStatus.Live), Command(Kind.Delete), s_later).Value!.PurgeAt.ShouldBe(s_later + s_grace);
        StoreMachine.Decide(Some.Store(StoreStatus.Provisioning), Command(Kind.Delete), s_later).Value!.PurgeAt.ShouldBe(s_later);
        StoreMachine.Decide(Some.Store(StoreStatus.Failed), Command(Kind.Delete), s_later).Value!.PurgeAt.ShouldBe(s_later);
    }

    [Fact]
    public void The_end_of_a_deletion_is_written_as_a_success()
    {
        var deleting = Some.Store(StoreStatus.Deleting);

        var deleted = StoreMachine.Decide(deleting with { PurgeAt = Some.Noon }, Command(Kind.WorkFinished), s_later).Value!;

        var journal = Journal.Between(deleting.Operation, deleted.Operation);
        journal.Superseded.ShouldBeNull();
        (journal.Operation!.Kind, journal.Operation.Outcome).ShouldBe((OperationKind.Delete, OperationOutcome.Succeeded));
    }

    [Theory]
    [InlineData(StoreStatus.Deleting)]
    [InlineData(StoreStatus.Purging)]
    public void What_could_not_be_taken_away_is_tried_again_from_the_beginning(StoreStatus status)
    {
        var store = Some.Store(status);
        store = store with { Operation = store.Operation! with { Steps = [Some.Step("One", 0, StepStatus.Done), Some.Step("Two", 1, StepStatus.Failed)] } };

        var waiting = StoreMachine.Decide(store, Command(Kind.WorkFailed), s_later).Value!;

        waiting.Status.ShouldBe(status);
        waiting.WakeAt.ShouldBe(s_later + StoreMachine.DeletePause);
        waiting.Problem.ShouldBe(Some.Failure);
        waiting.Operation!.Deadline.ShouldBeGreaterThan(waiting.WakeAt!.Value);
        waiting.Operation.Steps.ShouldAllBe(step => step.Status == StepStatus.Pending);
    }

    [Theory]
    [InlineData("engine.port-taken", true)]
    [InlineData("engine.address-taken", true)]
    [InlineData("engine.subnet-taken", true)]
    [InlineData("engine.unreachable", false)]
    public void A_place_that_turned_out_to_be_taken_is_avoided_from_then_on(string code, bool isAvoided)
    {
        var turned = StoreMachine.Decide(Some.Store(StoreStatus.Provisioning), new StoreWorkFailed(Some.Operation(), Some.Failure with { Code = code }, RetryClass.Capacity), s_later).Value!;

        turned.Status.ShouldBe(StoreStatus.Reverting);
        turned.Avoid.Contains(new Placement(Some.Worker, 0)).ShouldBe(isAvoided);
    }

    [Fact]
    public void Cancelled_is_told_apart_from_failed()
    {
        var cancelled = StoreMachine.Decide(Some.Store(StoreStatus.Provisioning), Command(Kind.Cancel), s_later).Value!;
        var end = StoreMachine.Decide(cancelled, Command(Kind.WorkFinished), s_later).Value!;
        var failed = StoreMachine.Decide(Some.Store(StoreStatus.Reverting), Command(Kind.WorkFinished), s_later).Value!;

        (end.Status, end.Operation!.Outcome, end.Placement).ShouldBe((StoreStatus.Failed, OperationOutcome.Cancelled, null));
        (failed.Status, failed.Operation!.Outcome, failed.Problem).ShouldBe((StoreStatus.Failed, OperationOutcome.Failed, Some.Failure));
    }

    [Fact]
    public void What_was_left_behind_is_told_with_why_it_failed()
        => StoreMachine.Decide(Some.Store(StoreStatus.Reverting), new StoreWorkFailed(Some.Operation(), Some.Failure with { Message = "A network stays." }, RetryClass.Permanent), s_later)
            .Value!.Problem!.Message.ShouldBe($"{Some.Failure.Message} A network stays.");

    [Fact]
    public void An_order_waits_until_it_has_a_place_and_how_long_is_no_part_of_making_it()
    {
        var ordered = StoreMachine.New(Some.Account(), Some.StoreId(), Some.Order(), Some.Plan(), new ProvisionStore(Some.Operation(), "somebody"), ImmutableSortedDictionary<string, Secret>.Empty, ImmutableSortedDictionary<string, string>.Empty, Some.Noon);

        var waiting = StoreMachine.Decide(ordered, new StoreWorkFailed(Some.Operation(), Some.Failure, RetryClass.Capacity), s_later).Value!;
        (waiting.Status, waiting.Problem, waiting.ChangedAt, waiting.Operation).ShouldBe((StoreStatus.Waiting, Some.Failure, Some.Noon, ordered.Operation));
        waiting.Claims().ShouldBeEmpty();

        var reason = Some.PlacementReason();
        var placed = StoreMachine.Decide(waiting, new StorePlaced(Some.Operation(), new Placement(Some.Worker, 3), reason), s_later).Value!;
        (placed.Status, placed.Problem, placed.Placement, placed.PlacedFor).ShouldBe((StoreStatus.Provisioning, null, new Placement(Some.Worker, 3), reason));
        (placed.Operation!.StartedAt, placed.Operation.Deadline).ShouldBe((s_later, s_later + OperationLimits.Of(OperationKind.Provision)));
    }

    [Fact]
    public void An_order_that_is_called_off_while_it_waits_was_cancelled_and_nothing_is_taken_back()
    {
        var cancelled = StoreMachine.Decide(Some.Store(StoreStatus.Waiting), Command(Kind.Cancel), s_later).Value!;

        (cancelled.Status, cancelled.Problem, cancelled.Operation!.Outcome, cancelled.Operation.FinishedAt).ShouldBe((StoreStatus.Failed, StoreErrors.Cancelled, OperationOutcome.Cancelled, s_later));
    }

    [Theory]
    [InlineData(StoreStatus.Live, StoreStatus.Restarting, false)]
    [InlineData(StoreStatus.Live, StoreStatus.Deleting, false)]
    [InlineData(StoreStatus.Deleting, StoreStatus.Deleted, true)]
    [InlineData(StoreStatus.Deleted, StoreStatus.Purging, false)]
    [InlineData(StoreStatus.Purging, StoreStatus.Purged, true)]
    [InlineData(StoreStatus.Reverting, StoreStatus.Failed, true)]
    [InlineData(StoreStatus.Waiting, StoreStatus.Failed, false)]
    [InlineData(StoreStatus.Waiting, StoreStatus.Provisioning, false)]
    public void Others_may_have_room_when_it_gives_back_what_it_had(StoreStatus before, StoreStatus after, bool gives)
        => StoreMachine.GivesBack(Some.Store(before), Some.Store(after)).ShouldBe(gives);

    [Fact]
    public void The_newest_operations_are_remembered_and_old_ones_forgotten()
    {
        var store = Some.Store(StoreStatus.Live);
        for (var number = 100; number < 100 + StoreState.RememberedOperations; number++)
        {
            store = StoreMachine.Decide(store, new RestartStore(Some.Operation(number), "somebody"), s_later).Value!;
            store = StoreMachine.Decide(store, new StoreWorkFinished(Some.Operation(number)), s_later).Value!;
        }

        store.Asked.Length.ShouldBe(StoreState.RememberedOperations);
        store.Asked.ShouldContain(Some.Operation(100));
        store.Asked.ShouldNotContain(Some.Operation());
    }

    [Theory]
    [InlineData(StoreStatus.Waiting, "Cancel Delete")]
    [InlineData(StoreStatus.Provisioning, "Cancel Delete")]
    [InlineData(StoreStatus.Live, "Restart Rotate Suspend Delete")]
    [InlineData(StoreStatus.Rotating, "Suspend Delete")]
    [InlineData(StoreStatus.Reverting, "Delete")]
    [InlineData(StoreStatus.Failed, "Retry Delete")]
    [InlineData(StoreStatus.Broken, "Retry Restart Suspend Delete")]
    [InlineData(StoreStatus.Suspended, "Suspend Resume Delete")]
    [InlineData(StoreStatus.Resuming, "Suspend Delete")]
    [InlineData(StoreStatus.Deleted, "")]
    [InlineData(StoreStatus.Purged, "")]
    public void Its_page_has_the_buttons_that_do_something(StoreStatus status, string buttons)
        => string.Join(' ', StoreMachine.Possible(Some.Store(status), s_later)).ShouldBe(buttons);

    [Fact]
    public void A_store_that_is_suspended_knows_why_by_whom_and_since_when_until_it_is_resumed()
    {
        var suspending = StoreMachine.Decide(Some.Store(), Command(Kind.Suspend), s_later).Value!;
        var suspended = StoreMachine.Decide(suspending, Command(Kind.WorkFinished), s_later).Value!;
        var resuming = StoreMachine.Decide(suspended, new ResumeStore(Some.Operation(3), "somebody"), s_later).Value!;

        suspending.Suspension.ShouldBe(new Suspension(SuspensionCause.Abuse, "It sends spam.", "somebody", s_later));
        suspended.Suspension.ShouldBe(suspending.Suspension);
        (resuming.Status, resuming.Suspension).ShouldBe((StoreStatus.Resuming, null));
    }

    [Fact]
    public void Whoever_finds_that_a_cause_has_gone_lifts_only_a_suspension_for_that_cause()
    {
        var unpaid = Some.Store(StoreStatus.Suspended);

        StoreMachine.Decide(unpaid, new ResumeStore(Some.Operation(2), SystemActor.Name, SuspensionCause.Unpaid), s_later).Value!.Status.ShouldBe(StoreStatus.Resuming);
        StoreMachine.Decide(unpaid, new ResumeStore(Some.Operation(2), SystemActor.Name, SuspensionCause.Maintenance), s_later).Error.ShouldBe(StoreErrors.SuspendedOtherwise);
    }

    [Fact]
    public void A_persons_newer_reason_takes_the_place_of_the_older_and_the_systems_does_not()
    {
        var unpaid = Some.Store(StoreStatus.Suspended);
        var abuse = StoreMachine.Decide(unpaid, Command(Kind.Suspend), s_later).Value!;

        (abuse.Status, abuse.Suspension!.Cause).ShouldBe((StoreStatus.Suspending, SuspensionCause.Abuse));
        StoreMachine.Decide(abuse, new SuspendStore(Some.Operation(3), SystemActor.Name, SuspensionCause.Unpaid, "Please pay."), s_later).Value.ShouldBe(abuse);
        StoreMachine.Decide(unpaid, new SuspendStore(Some.Operation(3), "somebody", SuspensionCause.Unpaid, "Please pay."), s_later).Value.ShouldBe(unpaid);
    }

    [Fact]
    public void What_was_changed_on_a_suspended_store_is_put_right_without_ending_its_suspension()
    {
        var suspended = Some.Store(StoreStatus.Suspended);

        var repairing = StoreMachine.Decide(suspended, Command(Kind.Repair), s_later).Value!;

        (repairing.Status, repairing.Operation!.Kind, repairing.Suspension).ShouldBe((StoreStatus.Suspending, OperationKind.Repair, suspended.Suspension));
        StoreMachine.Owed(repairing.Status).ShouldBe(StoreWork.Suspend);
    }

    private static string Cell(StoreStatus status, Kind kind)
    {
        var store = Some.Store(status);
        var command = (status, kind) is (StoreStatus.Waiting, Kind.WorkFinished) ? new StorePlaced(Some.Operation(2), new Placement(Some.Worker, 0), Some.PlacementReason()) : Command(kind);
        var decision = StoreMachine.Decide(store, command, s_later);
        return !decision.Ok ? "no" : decision.Value == store ? "same" : decision.Value.Status == status ? $"{status} again" : decision.Value.Status.ToString();
    }

    private static StoreCommand Command(Kind kind) => kind switch
    {
        Kind.Provision => new ProvisionStore(Some.Operation(2), "somebody"),
        Kind.Retry => new RetryStore(Some.Operation(2), "somebody"),
        Kind.Cancel => new CancelStore(Some.Operation(2), "somebody"),
        Kind.Restart => new RestartStore(Some.Operation(2), "somebody"),
        Kind.Repair => new RepairStore(Some.Operation(2), "Something is missing."),
        Kind.Rotate => new RotatePassword(Some.Operation(2), "somebody", new PendingSecret("admin-password", new Secret("newer"))),
        Kind.Suspend => new SuspendStore(Some.Operation(2), "somebody", SuspensionCause.Abuse, "It sends spam."),
        Kind.Resume => new ResumeStore(Some.Operation(2), "somebody"),
        Kind.Delete => new DeleteStore(Some.Operation(2), "somebody", s_grace),
        Kind.Purge => new PurgeStore(Some.Operation(2)),
        Kind.Forget => new GiveUpStore(Some.Operation(2), "somebody"),
        Kind.WorkFinished => new StoreWorkFinished(Some.Operation(2)),
        Kind.WorkFailed => new StoreWorkFailed(Some.Operation(2), Some.Failure, RetryClass.Permanent),
    };
}
