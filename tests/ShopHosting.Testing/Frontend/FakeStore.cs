using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Testing.Frontend;

/// <summary>A store that obeys the real machine and the real cursor; its steps go on when a test says so.</summary>
public sealed class FakeStore(FakeInstallation installation, StoreState state)
{
    private readonly Lock gate = new();
    private readonly List<(string Part, StoreLogLine Line)> lines = [];
    private readonly List<Operation> past = [];
    private int logsEnded;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreState State { get; private set; } = Placed(installation, WithSteps(state));

    public long Version { get; private set; } = 1;

    /// <summary>Nobody hears of its worker.</summary>
    public WorkerAway? Away { get; set; }

    /// <summary>The mails that the relay has of it, each with its text while there is one.</summary>
    public ImmutableArray<(StoreMail Mail, StoreMailText? Text)> Mails { get; set; } = [];

    public Result Ask(StoreCommand command)
    {
        lock (gate)
        {
            var decided = StoreMachine.Decide(State, command, Now);
            if (!decided.Ok)
            {
                return decided.Error;
            }

            if (decided.Value != State)
            {
                Become(Placed(installation, WithSteps(decided.Value)));
            }

            return Result.Success;
        }
    }

    /// <summary>Looks for its place again, as when there may be room.</summary>
    public void Place()
    {
        lock (gate)
        {
            Become(Placed(installation, State));
        }
    }

    /// <summary>Finishes the stage under way; when it was the last, the work is finished.</summary>
    public void Advance()
    {
        lock (gate)
        {
            var operation = StepCursor.Begin(State.Operation!, StepCursor.Ready(State.Operation!, Now), Now);
            foreach (var step in StepCursor.Ready(operation, Now))
            {
                operation = StepCursor.Advance(operation, step.Name, StepOutcome.Finished, Now);
            }

            Settle(operation);
        }
    }

    /// <summary>Begins the next stage, and says what it waits for.</summary>
    public void Begin(string? waitingFor = null)
    {
        lock (gate)
        {
            var operation = StepCursor.Begin(State.Operation!, StepCursor.Ready(State.Operation!, Now), Now);
            if (waitingFor is not null)
            {
                var step = StepCursor.Ready(operation, Now)[0];
                operation = StepCursor.Advance(operation, step.Name, new StepOutcome.NotYet(TimeSpan.Zero, waitingFor), Now);
            }

            Become(State with { Operation = operation });
        }
    }

    /// <summary>The stage under way fails for good.</summary>
    public void Fail(Error error)
    {
        lock (gate)
        {
            var operation = StepCursor.Begin(State.Operation!, StepCursor.Ready(State.Operation!, Now), Now);
            operation = StepCursor.Advance(operation, StepCursor.Ready(operation, Now)[0].Name, new StepOutcome.Failed(error, RetryClass.Permanent), Now);
            State = State with { Operation = operation };
            Become(StoreMachine.Decide(State, new StoreWorkFailed(operation.Id, error, RetryClass.Permanent), Now).Value!);
        }
    }

    /// <summary>Goes on until nothing is owed.</summary>
    public void Finish()
    {
        while (StoreMachine.Owed(State.Status) is not null)
        {
            Advance();
        }
    }

    public void Observe(StoreObservation observation)
    {
        lock (gate)
        {
            Become(State with { Observation = observation });
        }
    }

    /// <summary>Something happened to it by itself.</summary>
    public void Suffer(StoreIncident incident)
    {
        lock (gate)
        {
            Become(State with { Incidents = StoreIncident.With(State.Incidents, incident) });
        }
    }

    /// <summary>Something was done at once.</summary>
    public void Note(OperationKind kind, StoreAsk ask)
    {
        lock (gate)
        {
            past.Add(Operation.Note(ask.Operation, kind, ask.AskedBy, null, Now));
        }
    }

    /// <summary>What was done with it: two a page.</summary>
    public StoreActivity Activity(string? before)
    {
        lock (gate)
        {
            var cursor = OperationCursor.Parse(before);
            var all = past.Append(State.Operation!).OrderByDescending(operation => operation.StartedAt).ThenByDescending(operation => operation.Id.Value, StringComparer.Ordinal)
                .SkipWhile(operation => cursor is not null && operation.Id != cursor.Id).Skip(cursor is null ? 0 : 1).ToList();
            return new StoreActivity([.. all.Take(2)], all.Count > 2 ? OperationCursor.Of(all[1]).ToString() : null);
        }
    }

    /// <summary>What was found otherwise than it should be.</summary>
    public IReadOnlyList<Operation> Drift
    {
        get
        {
            lock (gate)
            {
                return [.. past.Append(State.Operation!).Where(Domain.Operations.Drift.Is)];
            }
        }
    }

    /// <summary>What each of its containers used of late.</summary>
    public ImmutableArray<UsagePoint> Usage { get; set; } = [];

    /// <summary>How well its containers are shut in.</summary>
    public HardeningScore Hardening { get; set; } = new(DateTimeOffset.UnixEpoch,
    [
        new("5.2", "AppArmor profile", HardeningOutcome.NotApplicable, "the worker's kernel has no AppArmor"),
        new("5.4", "Linux capabilities", HardeningOutcome.Passed, "all dropped"),
        new("5.11", "Memory limit", HardeningOutcome.Passed, "database: 256 MB; application: 512 MB"),
        new("5.15", "Restart after a failure", HardeningOutcome.Excepted, "always, on purpose"),
    ]);

    /// <summary>A part of it writes a line.</summary>
    public void Say(string part, string text, bool isError = false)
    {
        lock (gate)
        {
            lines.Add((part, new StoreLogLine(lines.Count + 1, Now, isError, text)));
            Wake();
        }
    }

    /// <summary>As a container that stops: whoever follows its log is at the end.</summary>
    public void EndLogs()
    {
        lock (gate)
        {
            logsEnded++;
            Wake();
        }
    }

    public async IAsyncEnumerable<StoreLogLine> LogsAsync(string part, long afterCursor, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var begun = logsEnded;
        while (true)
        {
            Task next;
            List<StoreLogLine> fresh;
            bool isOver;
            lock (gate)
            {
                (next, isOver) = (changed.Task, !follow || logsEnded != begun);
                fresh = [.. lines.Where(line => line.Part == part && line.Line.Cursor > afterCursor).Select(line => line.Line).TakeLast(afterCursor == 0 ? tail : int.MaxValue)];
            }

            foreach (var line in fresh)
            {
                afterCursor = line.Cursor;
                yield return line;
            }

            if (isOver)
            {
                yield break;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public StoreView View() => new()
    {
        Away = Away,
        Version = Version,
        Id = State.Id,
        Account = State.Account,
        Order = State.Order,
        Data = ["the PostgreSQL database shop: products, orders and customers", "files: pictures"],
        PlatformTitle = installation.Catalogue.Platforms.Single(platform => platform.Name == State.Order.Platform).Title,
        Plan = State.Plan,
        Limits = State.Limits,
        Status = State.Status,
        CreatedAt = State.CreatedAt,
        ChangedAt = State.ChangedAt,
        LiveSince = State.LiveSince,
        Address = new Uri($"http://{State.Order.Name}.{FakeInstallation.ShopDomain}/"),
        AdminAddress = new Uri($"http://{State.Order.Name}.{FakeInstallation.ShopDomain}/admin"),
        AdminUser = State.Order.AdminEmail.Value,
        FirstSteps = [new("Add your first product", new Uri($"http://{State.Order.Name}.{FakeInstallation.ShopDomain}/admin/products/new")), new("Say how you are paid", new Uri($"http://{State.Order.Name}.{FakeInstallation.ShopDomain}/admin/setting/payments"))],
        Worker = State.Placement?.Worker,
        PlacedFor = State.PlacedFor,
        MailWay = installation.MailWay,
        Operation = State.Operation,
        Typical = State.Operation is { IsFinished: false } ? installation.Typical : null,
        Suspension = State.Suspension,
        Problem = State.Problem,
        Observation = StoreMachine.StandsStill(State.Status) ? null : State.Observation,
        Incidents = State.Incidents,
        PurgeAt = State.PurgeAt,
        Possible = [.. StoreMachine.Possible(State, Now)],
        Parts = [new StorePart("database", "the database", "sh-test-database"), new StorePart("application", "the shop", "sh-test-application")],
        Volumes = ["sh-test-content"],
        Grace = installation.Catalogue.Grace,
    };

    public async Task<StoreView> NextViewAsync(long knownVersion, CancellationToken cancellationToken)
    {
        Task next;
        lock (gate)
        {
            next = Version == knownVersion ? changed.Task : Task.CompletedTask;
        }

        try
        {
            await next.WaitAsync(installation.NextViewPatience, cancellationToken);
        }
        catch (TimeoutException)
        {
        }

        return View();
    }

    private DateTimeOffset Now => installation.Clock.GetUtcNow();

    private void Settle(Operation operation)
    {
        State = State with { Operation = operation };
        if (!StepCursor.HasEnded(operation))
        {
            Become(State);
            return;
        }

        var next = WithSteps(StoreMachine.Decide(State, new StoreWorkFinished(operation.Id), Now).Value!);
        Become(next.Status == StoreStatus.Live ? next with { Observation = new StoreObservation(Now, TimeSpan.FromMilliseconds(184), 200, null, Now) } : next);
    }

    private void Become(StoreState next)
    {
        if (State.Operation is { } before && before.Id != next.Operation?.Id)
        {
            past.Add(before);
        }

        State = next;
        Version++;
        Wake();
    }

    private void Wake()
    {
        var waiting = changed;
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.SetResult();
    }

    private static StoreState Placed(FakeInstallation installation, StoreState state) => state.Status != StoreStatus.Waiting ? state : StoreMachine.Decide(
        state,
        installation.HasRoom
            ? new StorePlaced(state.Operation!.Id, new Placement(Some.Worker, 0), Some.PlacementReason(new PlacementScore(WorkerId.Parse("w2"), 580, CapacityResources.DiskMb, 1), new LeftOut(PlacementFilter.Cordoned, 2)))
            : new StoreWorkFailed(state.Operation!.Id, StoreErrors.NoRoom("1 cordoned"), RetryClass.Capacity),
        installation.Clock.GetUtcNow()).Value!;

    private static StoreState WithSteps(StoreState state) => state.Operation is { Steps.IsEmpty: true, IsFinished: false } operation
        ? state with { Operation = operation with { Steps = StepCursor.Plan(Plans(operation.Kind)) } }
        : state;

    private static IEnumerable<StepPlan> Plans(OperationKind kind)
    {
        var limit = TimeSpan.FromMinutes(2);
        return kind switch
        {
            OperationKind.Provision =>
            [
                new("ImagesPresent", "Looking for the software", 0, limit), new("CreateNetworks", "Making the shop's networks", 1, limit), new("CreateVolumes", "Making room for its data", 1, limit),
                new("StartDatabase", "Starting the database", 2, limit), new("StartCache", "Starting the cache", 2, limit), new("StartApplication", "Starting the shop", 3, limit),
                new("Personalise", "Writing name, country and administrator into it", 4, limit), new("PublishRoute", "Publishing its address", 5, limit),
                new("SeenFromOutside", "Visiting it from outside", 6, limit),
            ],
            OperationKind.Restart => [new("Stop", "Stopping the shop", 0, limit), new("Start", "Starting the shop", 1, limit), new("Seen", "Visiting it from outside", 2, limit)],
            OperationKind.RotatePassword => [new("ChangePassword", "Giving the administrator a new password", 0, limit)],
            OperationKind.Repair => [new("Repair", "Putting right what differs", 0, limit)],
            OperationKind.Suspend => [new("SuspendRoute", "Telling visitors that it is paused", 0, limit), new("Stop", "Stopping the shop", 1, limit)],
            OperationKind.Resume => [new("Start", "Starting the shop", 0, limit), new("Seen", "Visiting it from outside", 1, limit)],
            OperationKind.Delete => [new("RemoveRoute", "Taking its address off the Internet", 0, limit), new("RemoveContainers", "Removing its containers", 1, limit)],
            OperationKind.Forget => [new("DropRoute", "Striking its address off the list of its server", 0, limit)],
            OperationKind.Purge => [new("RemoveData", "Removing its data for good", 0, limit)],
            OperationKind.SignUp or OperationKind.RemoveLeftovers or OperationKind.RepairEdge or OperationKind.SignIn or OperationKind.ShowPassword or OperationKind.JoinWorker or OperationKind.RepairWorker or OperationKind.CordonWorker
                or OperationKind.UncordonWorker or OperationKind.SetIngress or OperationKind.RetireWorker => [],
        };
    }
}
