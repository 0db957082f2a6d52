using System.Globalization;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Stores;
using ShopHosting.Provisioning.Stores.Steps;

namespace ShopHosting.Grains.Stores;

// How a store works off what it owes, and how it is looked after while it owes nothing.
public sealed partial class StoreGrain
{
    /// <summary>Between two looks whether its worker is back: a quarter of the time that it has been away, within these.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private Ticker? ticker;
    private OperationId? takenUp;
    private StoreObservation? observation;
    private long observationCount;
    private readonly Dictionary<WorkerId, string> toldLeft = [];

    public Task WakeAsync(CancellationToken cancellationToken = default) => WakeForDueAsync();

    public async Task<bool> PlaceAsync(CancellationToken cancellationToken = default)
    {
        if (State is { Status: StoreStatus.Waiting } waiting)
        {
            await FindPlaceAsync(waiting);
        }

        return State?.Status != StoreStatus.Waiting;
    }

    public async Task CheckAsync(WorkerId at, CancellationToken cancellationToken = default)
    {
        if (State is not { } store)
        {
            LogUnknownStore(this.GetPrimaryKeyString());
            return;
        }

        if (store.Placement?.Worker is { } own && own != at && !await IsInServiceAsync(at))
        {
            return;
        }

        if (store.Placement?.Worker != at)
        {
            await RemoveStraysAsync(store, at, cancellationToken);
        }
        else if (StoreMachine.Owed(store.Status) is not null)
        {
            ticker?.Set();
        }
        else if (StoreMachine.HasContainers(store.Status))
        {
            var context = ContextOf(store);
            if (!await LookForDriftAsync(context, cancellationToken) && !StoreMachine.StandsStill(store.Status))
            {
                await SeeAsync(context, cancellationToken);
            }
        }
        else
        {
            await RemoveStraysAsync(store, at, cancellationToken);
        }
    }

    public async Task<bool> ObserveAsync(CancellationToken cancellationToken = default)
    {
        switch (State)
        {
            case { Status: StoreStatus.Live or StoreStatus.Broken, Placement: not null } store:
                return await SeeAsync(ContextOf(store), cancellationToken) && observation is { IsFine: true };

            case { Status: StoreStatus.Suspended } suspended:
                return !await LookForDriftAsync(ContextOf(suspended), cancellationToken);

            default:
                return true;
        }
    }

    protected override void OnSaved(StoreState? before, StoreState after)
    {
        if (before?.Status != after.Status)
        {
            LogTransition(after.Key, before?.Status, after.Status, after.Operation?.Id.Value, after.Problem?.Message);
        }

        if (StoreMachine.GivesBack(before, after))
        {
            GrainFactory.GetGrain<IWaitingLineGrain>(IWaitingLineGrain.Key).WakeAsync().Ignore();
        }
    }

    protected override void OnChanged()
    {
        ticker ??= new Ticker(this, Clock, StepAsync, Pause);
        ticker.Set();
    }

    /// <summary>When the next go at what is owed is worth it; null when nothing is. Who waits for room is asked in its turn.</summary>
    private TimeSpan? Pause()
    {
        if (IsLost || State is not { Operation: { } operation } store || StoreMachine.Owed(store.Status) is null or StoreWork.Place)
        {
            return null;
        }

        return store.WakeAt is { } wake && wake > Now ? wake - Now : StepCursor.Pause(operation, Now) ?? TimeSpan.Zero;
    }

    /// <summary>One go. True when another one is worth it at once.</summary>
    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (Pause() != TimeSpan.Zero || State is not { Operation: { } operation } store || StoreMachine.Owed(store) is not { } work)
        {
            return false;
        }

        if (parts.Platforms.Find(store.Order.Platform) is not { } template)
        {
            return await DecideAsync(store, new StoreWorkFailed(operation.Id, StoreErrors.UnknownPlatform(store.Order.Platform), RetryClass.NeedsPerson));
        }

        if (store.Placement is null)
        {
            // Never placed (no room), so nothing is anywhere: the lists that take away have nothing to do but give the name back.
            return await FinishUnplacedAsync(store, operation, work, cancellationToken);
        }

        if (work != StoreWork.Forget && await parts.Away.OfAsync(store.Placement.Worker) is { } away)
        {
            return await WaitForWorkerAsync(store, operation, away);
        }

        var begun = OperationWork.Begin(OperationWork.TakeUp(operation, ref takenUp, Now), Now);
        if (begun != operation && !(await SaveAsync(store with { Operation = begun })).Ok)
        {
            return false;
        }

        var context = ContextOf(store with { Operation = begun }, template);
        _ = context.Stack;                                                       // a row that no stack can be built from fails the tick, not one step
        var gone = await OperationWork.GoAsync(parts.Runner, parts.Steps.For(work, template, store.RestartOf), context, begun, store.Key, Clock, cancellationToken);
        Remember(context.LastAnswer);
        return await EnterAsync(store, gone);
    }

    /// <summary>
    /// Nothing is tried and no time-out runs while nobody hears of its worker. When that is back the operation is taken up anew, as after a crash. An order of which
    /// nothing was made yet goes to another worker.
    /// </summary>
    private async Task<bool> WaitForWorkerAsync(StoreState store, Operation operation, WorkerAway away)
    {
        if (store.Status == StoreStatus.Provisioning && !StoreMachine.HasMade(store))
        {
            var back = StoreMachine.Decide(store, new StoreWorkFailed(operation.Id, StoreErrors.WorkerIsAway(away.Worker), RetryClass.Unreachable), Now);
            return back.Ok && (await FindPlaceAsync(back.Value)).Ok;
        }

        takenUp = null;
        var pause = TimeSpan.FromTicks(Math.Clamp((Now - away.Since).Ticks / 4, ShortestWait.Ticks, LongestWait.Ticks));
        var waiting = StepCursor.Wait(operation, string.Create(CultureInfo.InvariantCulture, $"worker {away.Worker}, not heard of since {away.Since:yyyy-MM-dd HH:mm} UTC"));
        await SaveAsync(store with { WakeAt = Now + pause, Operation = waiting });
        return false;
    }

    /// <summary>Saves where the operation stands, with the next stage already begun or with what its end means for the store.</summary>
    private async Task<bool> EnterAsync(StoreState store, Operation operation)
    {
        var entered = store with { Operation = operation };
        if (StepCursor.HasEnded(operation))
        {
            return await DecideAsync(entered, EndOf(operation));
        }

        return operation.Deadline <= Now
            ? await DecideAsync(entered, new StoreWorkFailed(operation.Id, StoreErrors.TookTooLong(operation), RetryClass.Permanent))
            : (await SaveAsync(entered with { Operation = OperationWork.Begin(operation, Now) })).Ok;
    }

    private static StoreCommand EndOf(Operation operation)
    {
        var leftBehind = operation.Steps.Where(step => step.Status == StepStatus.UndoFailed).ToList();
        return operation switch
        {
            { IsBackward: true } when leftBehind.Count > 0 => new StoreWorkFailed(operation.Id, StoreErrors.LeftBehind(leftBehind), RetryClass.Permanent),
            { IsBackward: false } when StepCursor.FirstFailure(operation) is { } failed => new StoreWorkFailed(operation.Id, failed.Error!, RetryClass.Permanent),
            _ => new StoreWorkFinished(operation.Id),
        };
    }

    private async Task<bool> DecideAsync(StoreState store, StoreCommand command)
    {
        var decision = StoreMachine.Decide(store, command, Now);
        if (!decision.Ok || !(await SaveAsync(Planned(decision.Value with { Observation = observation ?? decision.Value.Observation }))).Ok)
        {
            return false;
        }

        await PurgeWhenDueAsync();
        return true;
    }

    /// <summary>A deleted store whose grace period is over, or that never had one.</summary>
    private async Task PurgeWhenDueAsync()
    {
        if (State is { Status: StoreStatus.Deleted } deleted && deleted.PurgeAt <= Now)
        {
            await ApplyAsync(new PurgeStore(StoreMachine.PurgeOperation(deleted)));
        }
    }

    private async Task<bool> FinishUnplacedAsync(StoreState store, Operation operation, StoreWork work, CancellationToken cancellationToken)
    {
        if (work == StoreWork.Purge && await parts.Accounts.StoreGoneAsync(store.Account, store.Id, cancellationToken) is { Ok: false } refused)
        {
            return await DecideAsync(store, new StoreWorkFailed(operation.Id, refused.Error, RetryClass.Transient));
        }

        var skipped = operation.Steps.Select(step => step with { Status = StepStatus.Skipped, FinishedAt = Now });
        return await DecideAsync(store with { Operation = operation with { Steps = [.. skipped] } }, new StoreWorkFinished(operation.Id));
    }

    private async Task WakeForDueAsync()
    {
        switch (State)
        {
            case { Status: StoreStatus.Deleted }:
                await PurgeWhenDueAsync();
                break;
            case { Status: StoreStatus.Broken } broken when StoreMachine.DueAt(broken) > Now:
                break;
            case { Status: StoreStatus.Broken } broken when StoreErrors.NeedsPerson(broken.Problem) && !await IsDataBackAsync(ContextOf(broken), CancellationToken.None):
                await SaveAsync(broken with { WakeAt = Now + StoreMachine.BrokenPause });
                break;
            case { Status: StoreStatus.Broken } broken:
                await ApplyAsync(new RepairStore(OperationId.New(parts.Entropy), broken.Problem?.Message ?? "It needs attention."));
                break;
            default:
                ticker?.Set();
                break;
        }
    }

    private static async Task<bool> IsDataBackAsync(StoreContext context, CancellationToken cancellationToken)
        => await context.InventoryAsync(cancellationToken) is { Ok: true, Value: var inventory } && !context.MissingVolumes(inventory).Any();

    /// <summary>Compares worker and edge with how the store stands. True when something differs, which makes the store owe its repair.</summary>
    private async Task<bool> LookForDriftAsync(StoreContext context, CancellationToken cancellationToken)
    {
        if (await context.InventoryAsync(cancellationToken) is not { Ok: true, Value: var inventory })
        {
            return false;
        }

        if (StoreMachine.StandsStill(context.Store.Status))
        {
            await NoteLostDataAsync(context, inventory);
            return await RepairAsync(StoreDrift.FindRunning(context.Stack, inventory) ?? await FindRouteAsync(context, cancellationToken));
        }

        await TellStraysAsync(context.Store, context.Placement.Worker, [], StoreDrift.FindMore(context.Stack, inventory));
        return await RepairAsync(StoreDrift.Find(context.Stack, inventory) ?? await FindRouteAsync(context, cancellationToken) ?? await FindAlteredAsync(context, cancellationToken));
    }

    /// <summary>The deeper look, for which each container is asked for: only when something happened to the store, or now and then.</summary>
    private static async Task<string?> FindAlteredAsync(StoreContext context, CancellationToken cancellationToken)
        => await context.Engine.InspectAsync(context.Stack.Labels, cancellationToken) is { Ok: true, Value: var inspection } ? StoreDrift.FindAltered(context.Stack, inspection) : null;

    /// <summary>Nothing is started on a suspended shop's data, so nothing is to be repaired either: it is told once, and taken back when the data is there again.</summary>
    private async Task NoteLostDataAsync(StoreContext context, Inventory inventory)
    {
        var lost = VolumesPresent.Lost(context, inventory);
        if (State is not { Status: StoreStatus.Suspended } store || lost == store.Problem || lost is null && !StoreErrors.NeedsPerson(store.Problem))
        {
            return;
        }

        if (lost is null)
        {
            await SaveAsync(store with { Problem = null });
            return;
        }

        LogDrift(store.Key, lost.Message);
        await SaveAsync(store with { Problem = lost }, Operation.Note(OperationId.New(parts.Entropy), OperationKind.Repair, SystemActor.Name, lost, Now, "Its data was missing while it was suspended."));
    }

    /// <summary>The route of a shop made before its application had an address is no drift: putting it right would restart every such shop at once.</summary>
    private async Task<string?> FindRouteAsync(StoreContext context, CancellationToken cancellationToken)
    {
        var asked = await parts.Edge.AskedForAsync(context.Placement.Worker, context.Host, cancellationToken);
        return asked == context.Route || asked == context.FormerRoute ? null : "Its address led elsewhere.";
    }

    /// <summary>How the shop answered is kept here; the row gets it when it changed for the better or the worse. False when nobody could ask.</summary>
    private async Task<bool> SeeAsync(StoreContext context, CancellationToken cancellationToken)
    {
        if (await ProbeAsync(context, cancellationToken) is not { Ok: true } answer)
        {
            return false;
        }

        if (Remember(answer.Value) && State is { } store)
        {
            await SaveAsync(store with { Observation = observation });
        }

        if (observation is { IsFine: false })
        {
            CountWhenDue(context);      // a part that came to its limit of processes may be why
        }

        if (observation is { IsFine: false } && await context.InventoryAsync(cancellationToken) is { Ok: true, Value: var inventory })
        {
            await RepairAsync(StoreDrift.FindChanged(context.Stack, inventory) ?? await FindRouteAsync(context, cancellationToken));
        }

        return true;
    }

    /// <summary>Through an ingress edge; while nobody hears of its worker, at that one's edge, or not at all: that nobody can ask says nothing about the shop.</summary>
    private async Task<Result<ProbeAnswer>?> ProbeAsync(StoreContext context, CancellationToken cancellationToken)
    {
        // A shop that does not answer at once gets a moment: an edge that just reloads, or one lost packet, is no outage.
        var probe = SeenFromOutside.ProbeOf(context, context.Patience);
        return await parts.Away.OfAsync(context.Placement.Worker) is not { } away ? await parts.Edge.VisitAsync(context.Placement.Worker, probe, cancellationToken)
            : away.Edge is { } edge ? await parts.Probes.ProbeAsync(probe with { Address = edge }, cancellationToken)
            : null;
    }

    /// <summary>A broken store has its own time.</summary>
    private async Task<bool> RepairAsync(string? drift)
    {
        if (drift is null || State is not { Status: StoreStatus.Live or StoreStatus.Suspended } store)
        {
            return false;
        }

        LogDrift(store.Key, drift);
        await ApplyAsync(new RepairStore(OperationId.New(parts.Entropy), drift));
        return true;
    }

    /// <summary>An engine can be in service as one worker only. One that could not be taken in may be that of the store's own worker under a second name.</summary>
    private async Task<bool> IsInServiceAsync(WorkerId worker)
        => await GrainFactory.GetGrain<IWorkerGrain>(worker.Value).ViewAsync() is { Status: WorkerStatus.Active, Machine.EngineId: { Length: > 0 } };

    /// <summary>Whoever answers is asked who it is, before anything is removed there because the store is elsewhere.</summary>
    private async Task<bool> IsEngineOfAsync(IWorkerEngine engine, WorkerId worker, CancellationToken cancellationToken)
        => await engine.DescribeAsync(cancellationToken) is { Ok: true, Value.Id: { } id } && (await GrainFactory.GetGrain<IWorkerGrain>(worker.Value).ViewAsync(cancellationToken))?.Machine?.EngineId == id;

    /// <summary>What an older attempt left, or brought about after the store had given it up, or a container that came back. Data goes only of a store that never was live, or is purged.</summary>
    private async Task RemoveStraysAsync(StoreState store, WorkerId at, CancellationToken cancellationToken)
    {
        var labels = parts.Stacks.Labels(store);
        var (removed, left) = (new List<string>(), new List<string>());
        var host = installation.HostOf(store.Order.Name);
        if (await LeadsHereAsync())
        {
            await parts.Edge.RemoveAsync(at, host, store.Key, StoreContext.LongestPatience, cancellationToken);
            (await LeadsHereAsync() ? left : removed).Add($"the route of {host}");
        }

        var engine = parts.Engines.For(at);
        if (await engine.ListAsync(labels, cancellationToken) is { Ok: true, Value: var inventory } && (store.Placement?.Worker == at || await IsEngineOfAsync(engine, at, cancellationToken)))
        {
            var data = store.LiveSince is null || store.Status == StoreStatus.Purged ? StrayData.Removed
                : store.Placement?.Worker == at ? StrayData.ItsOwn
                : StrayData.Left;
            await StoreStrays.RemoveAsync(engine, inventory, labels, data, removed, left, cancellationToken);
        }

        await TellStraysAsync(store, at, removed, left);

        async Task<bool> LeadsHereAsync() => (await parts.Edge.AskedForAsync(at, host, cancellationToken))?.Owner == store.Key;
    }

    /// <summary>What is left there is told when it is found first, or is another than it was: each sweep finds it again.</summary>
    private async Task TellStraysAsync(StoreState store, WorkerId at, List<string> removed, IReadOnlyList<string> left)
    {
        var leftThere = string.Join(", ", left);
        var isNews = leftThere != toldLeft.GetValueOrDefault(at, "");
        toldLeft[at] = leftThere;
        var found = $"Something of it was where it does not belong, on worker {at}: {string.Join(", ", removed.Concat(left))}.";
        if (removed.Count == 0 && (left.Count == 0 || !isNews || await WasToldAsync(found)))
        {
            return;
        }

        LogStrays(store.Key, found);
        await SaveAsync(store, Operation.Note(OperationId.New(parts.Entropy), OperationKind.RemoveLeftovers, SystemActor.Name, left.Count == 0 ? null : StoreErrors.LeftThere(leftThere), Now, found));
    }

    /// <summary>By an activation before this one: the journal has it.</summary>
    private async Task<bool> WasToldAsync(string found)
        => (await ActivityAsync()).Operations.Any(operation => operation.Kind == OperationKind.RemoveLeftovers && operation.Reason == found);

    /// <summary>Keeps what was seen. True when it differs from what was seen before, so that the row should have it.</summary>
    private bool Remember(ProbeAnswer? answer)
    {
        if (answer is null)
        {
            return false;
        }

        var before = observation ?? State?.Observation;
        var isSame = before is not null && before.IsFine == answer.IsAsWanted;
        observation = new StoreObservation(Now, answer.Took, answer.Status, answer.Problem, isSame ? before!.Since : Now);
        observationCount++;
        Signal();
        return !isSame;
    }

    private StoreContext ContextOf(StoreState store) => ContextOf(store, parts.Platforms.Find(store.Order.Platform)!);

    private StoreContext ContextOf(StoreState store, StackTemplate template) => new()
    {
        Clock = Clock,
        Store = store,
        Operation = store.Operation!,
        Placement = store.Placement!,
        Template = template,
        Platform = parts.Platforms.CodeOf(template),
        BuildStack = () => parts.Stacks.Build(store, template, store.Placement!),
        Engine = parts.Engines.For(store.Placement!.Worker),
        Installation = installation,
        Pending = store.Pending is { } pending ? parts.Secrets.Open(pending.Value) : null,
        Secret = purpose => parts.Secrets.Open(store.Secrets[purpose]),
    };
}
