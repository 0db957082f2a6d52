using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Edges;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Secrets;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.Grains.Workers;

/// <summary>One worker server: takes it in, keeps its edge, guard and mail relay running, says what it offers, and takes it out of service.</summary>
public sealed partial class WorkerGrain(
    IEntityStore<WorkerState> rows,
    WorkerSteps steps,
    StepRunner runner,
    PlatformContainers containers,
    ImageCatalogue images,
    IWorkerEngines engines,
    IFirstContact firstContact,
    ICapacityLedger ledger,
    IEntityIndex index,
    ISecretBox secrets,
    IEntropy entropy,
    IOptions<WorkerOptions> options,
    TimeProvider clock,
    ILogger<WorkerGrain> logger) : EntityGrain<WorkerState>(rows, clock), IWorkerGrain
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ShortestImagesPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestImagesPause = TimeSpan.FromHours(1);

    private Ticker? ticker;
    private OperationId? takenUp;
    private DateTimeOffset? seenAt;
    private string? silence;
    private WorkerSight? lastSight;
    private ImmutableArray<PlatformContainerView> platformContainers = [];
    private bool hasOffered;
    private TimeSpan imagesPause;
    private DateTimeOffset imagesDueAt;

    public async Task<Result> JoinAsync(WorkerJoining joining, CancellationToken cancellationToken = default)
    {
        var known = State ?? new WorkerState { Id = Id, Endpoint = joining.Endpoint, Status = WorkerStatus.Failed, ChangedAt = Now };
        if (joining.Ask is not null && WorkerRules.Problem(known, joining, options.Value) is { } problem)
        {
            return problem;
        }

        var credentials = known.Credentials;
        if (joining.Certificates is { } certificates)
        {
            var bundle = CertificateBundle.Read(certificates.Pem, Now);
            if (!bundle.Ok)
            {
                return bundle.Error;
            }

            credentials = new EngineCredentials(bundle.Value.AuthorityPem, bundle.Value.CertificatePem, secrets.Seal(bundle.Value.KeyPem));
        }

        var reach = new WorkerReach(joining.Endpoint, credentials, joining.Address, joining.Ask is null);
        return joining.Ask is { } ask && await OtherWayAsync(known, ask, reach, cancellationToken) is { Ok: false } lost ? lost : await BeginAsync(known, joining.Ask, reach);
    }

    public async Task<Result> CheckAgainAsync(WorkerAsk ask, CancellationToken cancellationToken = default)
        => State is { } worker ? await BeginAsync(worker, ask, new WorkerReach(worker.Endpoint, worker.Credentials, worker.Address, worker.IsConfigured)) : WorkerErrors.NoSuchWorker;

    public async Task<Result> CordonAsync(WorkerAsk ask, string reason, CancellationToken cancellationToken = default)
        => Text.Line(reason, 200) is { Problem: { } problem } ? Error.Invalid("Reason", $"The reason {problem}") : await NoteAsync(ask, OperationKind.CordonWorker, new CordonWorker(reason.Trim(), ask.AskedBy), reason.Trim());

    public Task<Result> UncordonAsync(WorkerAsk ask, CancellationToken cancellationToken = default) => NoteAsync(ask, OperationKind.UncordonWorker, new UncordonWorker());

    public Task<Result> SetIngressAsync(WorkerAsk ask, bool isIngress, CancellationToken cancellationToken = default)
        => NoteAsync(ask, OperationKind.SetIngress, new SetIngress(isIngress), isIngress ? "Visitors of all stores may come in there." : "Visitors come in there for its own stores only.");

    public async Task<Result> RetireAsync(WorkerAsk ask, string confirmedName, CancellationToken cancellationToken = default)
    {
        if (State is null || confirmedName != this.GetPrimaryKeyString())
        {
            return State is null ? WorkerErrors.NoSuchWorker : WorkerErrors.NameNotConfirmed;
        }

        // Nothing is offered while stores are counted, so that none comes meanwhile. A crash here leaves it so until the next check.
        hasOffered = false;
        await OfferAsync(null, cancellationToken);
        var stores = await index.TakenAsync(StoreMachine.SlotClaim, Id.Value, cancellationToken);
        var retired = await NoteAsync(ask, OperationKind.RetireWorker, new RetireWorker(stores.Count));
        if (!retired.Ok && State.Machine is { } machine)
        {
            await OfferAsync(machine, cancellationToken);
        }

        return retired;
    }

    public async Task<Result> SightAsync(WorkerSight sight, CancellationToken cancellationToken = default)
    {
        if (State is not { } worker)
        {
            return WorkerErrors.NoSuchWorker;
        }

        (lastSight, seenAt) = (sight, sight.Answers > 0 ? sight.HeardAt : seenAt);
        return sight.Is switch
        {
            Sight.Lost => await ApplyAsync(worker, new WorkerLost(sight.HeardAt)),
            Sight.Seen => await ApplyAsync(worker, new WorkerReturned(OperationId.New(entropy))),
            Sight.Suspect => Result.Success,
        };
    }

    public Task<WorkerState?> ViewAsync(CancellationToken cancellationToken = default) => Task.FromResult(State);

    public Task<WorkerView?> LookAsync(CancellationToken cancellationToken = default) => Task.FromResult(State is { } worker
        ? new WorkerView(worker with { Credentials = null }, seenAt, silence, lastSight)
        {
            Containers = platformContainers,
            CertificateEnds = worker.Credentials is { } credentials ? CertificateBundle.EndOf(credentials.CertificatePem) : null,
        }
        : null);

    public async Task WakeAsync(CancellationToken cancellationToken = default)
    {
        if (State is { Status: WorkerStatus.Failed } failed && WorkerMachine.DueAt(failed) <= Now)
        {
            await ApplyAsync(failed, new RepairWorker(OperationId.New(entropy)));
        }

        ticker?.Set();
    }

    public async Task<bool> CheckAsync(CancellationToken cancellationToken = default)
    {
        if (State is not { Status: WorkerStatus.Active } worker)
        {
            return false;
        }

        var inventory = await ListAsync(cancellationToken);
        (seenAt, silence) = inventory.Ok ? (Now, null) : (seenAt, inventory.Error.Message);
        if (!inventory.Ok)
        {
            return false;
        }

        platformContainers = PlatformContainersIn(inventory.Value);
        if ((Drift(inventory.Value) ?? NewImages(worker) ?? await AlteredAsync(cancellationToken)) is { } drift)
        {
            LogDrift(worker.Key, drift);
            await ApplyAsync(worker, new RepairWorker(OperationId.New(entropy), $"Missing, stopped or changed: {drift}."));
            return false;
        }

        if (!hasOffered && worker.Machine is { } machine)
        {
            await OfferAsync(machine, cancellationToken);
        }

        return true;
    }

    private WorkerId Id => WorkerId.Parse(this.GetPrimaryKeyString());

    private DateTimeOffset Now => Clock.GetUtcNow();

    private Task<Result<Inventory>> ListAsync(CancellationToken cancellationToken)
        => InTimeAsync(engines.For(Id).ListAsync(containers.Labels, cancellationToken), $"Listing what is on worker {Id}", cancellationToken);

    /// <summary>An engine that hangs must not keep this grain from hearing that it is lost.</summary>
    private async Task<Result<T>> InTimeAsync<T>(Task<Result<T>> look, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await look.WaitAsync(LongestLook, Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return EngineErrors.TimedOut(what);
        }
    }

    private ImmutableArray<PlatformContainerView> PlatformContainersIn(Inventory inventory)
        => [.. containers.All(null).Select(wanted => inventory.Containers.FirstOrDefault(found => found.Name == wanted.Container.Name) is { } found
            ? new PlatformContainerView(wanted.Role, found.Name, found.State, found.Image)
            : new PlatformContainerView(wanted.Role, wanted.Container.Name, null, wanted.Container.Image.Reference))];

    private string? Drift(Inventory inventory)
    {
        var missing = containers.All(null)
            .Where(wanted => !inventory.Containers.Any(found => found.Name == wanted.Container.Name && found.State is "running" or "restarting"
                && found.Labels.GetValueOrDefault(EngineLabels.Spec) == wanted.Hash))
            .Select(wanted => wanted.Container.Name)
            .ToList();
        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    /// <summary>What was changed by hand on the platform's own containers. It costs the same on every worker, however many stores are there.</summary>
    private async Task<string?> AlteredAsync(CancellationToken cancellationToken)
    {
        var altered = await Task.WhenAll(containers.All(null).Select(async wanted =>
            await InTimeAsync(engines.For(Id).InspectAsync(containers.Labels.SetItem(EngineLabels.Role, wanted.Role), cancellationToken), $"Looking at {wanted.Container.Name}", cancellationToken)
                is { Ok: true, Value: var inspection }
                && inspection.Containers.FirstOrDefault(found => found.Name == wanted.Container.Name) is { } found
                && ContainerDifference.Between(wanted.Container, found) is { IsEmpty: false } differences
                    ? $"{wanted.Container.Name} ({string.Join(", ", differences.Select(difference => difference.What))})"
                    : null));
        return string.Join(", ", altered.OfType<string>()) is { Length: > 0 } told ? told : null;
    }

    /// <summary>The catalogue changes only with the program. What could not be brought is asked for again, each time after twice as long: who has it may have been away.</summary>
    private string? NewImages(WorkerState worker)
    {
        var missing = images.All.Where(image => image.Reference is not null && worker.Images.GetValueOrDefault(image.Name) != image.Reference).Select(image => image.Reference).ToList();
        if (missing.Count == 0 || Now < imagesDueAt)
        {
            return null;
        }

        imagesPause = TimeSpan.FromTicks(Math.Clamp(imagesPause.Ticks * 2, ShortestImagesPause.Ticks, LongestImagesPause.Ticks));
        imagesDueAt = Now + imagesPause;
        return string.Join(", ", missing);
    }

    /// <summary>A worker that has shops doesn't lose the way by which it is reached for one that leads nowhere, or to another machine.</summary>
    private async Task<Result> OtherWayAsync(WorkerState known, WorkerAsk ask, WorkerReach reach, CancellationToken cancellationToken)
    {
        if (known.AcceptedAt is null || known.Operation?.Id == ask.Operation || (known.Endpoint, known.Credentials) == (reach.Endpoint, reach.Credentials))
        {
            return Result.Success;
        }

        var engine = await firstContact.AskAsync(known.Id, reach, LongestLook, cancellationToken);
        return !engine.Ok ? WorkerErrors.NotReachedSo(engine.Error)
            : known.Machine?.EngineId is { } own && own != engine.Value ? WorkerErrors.OtherEngine(known.Id, own, engine.Value)
            : Result.Success;
    }

    /// <summary>The same asking, come twice, begins one operation.</summary>
    private async Task<Result> BeginAsync(WorkerState worker, WorkerAsk? ask, WorkerReach reach)
        => ask is not null && worker.Operation?.Id == ask.Operation
            ? Result.Success
            : await ApplyAsync(worker, new JoinWorker(ask?.Operation ?? OperationId.New(entropy), ask?.AskedBy ?? SystemActor.Name, reach));

    /// <summary>What is done at once, as a line of the journal.</summary>
    private async Task<Result> NoteAsync(WorkerAsk ask, OperationKind kind, WorkerCommand command, string? reason = null)
        => State is { } worker ? await ApplyAsync(worker, command, Operation.Note(ask.Operation, kind, ask.AskedBy, null, Now, reason)) : WorkerErrors.NoSuchWorker;

    private async Task<Result> ApplyAsync(WorkerState worker, WorkerCommand command, Operation? note = null)
    {
        var decision = WorkerMachine.Decide(worker, command, Now);
        if (!decision.Ok)
        {
            return decision.Error;
        }

        var next = decision.Value is { Operation: { Steps.IsEmpty: true } operation } begun && WorkerMachine.Owed(begun.Status)
            ? begun with { Operation = operation with { Steps = StepCursor.Plan(steps.Join.Plan) } }
            : decision.Value;
        return next == State ? Result.Success : await SaveAsync(next, note);
    }

    protected override void OnSaved(WorkerState? before, WorkerState after)
    {
        if (before?.Status != after.Status)
        {
            LogTransition(after.Key, before?.Status, after.Status, after.Problem?.Message);
        }

        if (after.TakesStores && (before is not { TakesStores: true } || before.Images != after.Images))
        {
            GrainFactory.GetGrain<IWaitingLineGrain>(IWaitingLineGrain.Key).WakeAsync().Ignore();
        }

        if (before is not null && (before.Endpoint, before.Credentials) != (after.Endpoint, after.Credentials))
        {
            engines.Renew(after.Id);
        }
    }

    protected override void OnChanged()
    {
        ticker ??= new Ticker(this, Clock, StepAsync, Pause);
        ticker.Set();
    }

    private TimeSpan? Pause()
        => IsLost || State is not { Operation: { } operation } worker || !WorkerMachine.Owed(worker.Status) ? null : StepCursor.Pause(operation, Now) ?? TimeSpan.Zero;

    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (Pause() != TimeSpan.Zero || State is not { Operation: { } operation } worker)
        {
            return false;
        }

        var begun = OperationWork.Begin(OperationWork.TakeUp(operation, ref takenUp, Now), Now);
        if (begun != operation && !(await SaveAsync(worker with { Operation = begun })).Ok)
        {
            return false;
        }

        var context = new WorkerContext { Worker = worker, Operation = begun, Engine = engines.For(Id), Containers = containers, Others = OthersAsync, Images = worker.Images };
        var gone = await OperationWork.GoAsync(runner, steps.Join, context, begun, worker.Key, Clock, cancellationToken);
        var entered = worker with { Operation = gone, Images = context.Images, Machine = Seen(context) };
        if (StepCursor.HasEnded(gone))
        {
            return await EndAsync(entered, gone, cancellationToken);
        }

        if (gone.Deadline <= Now)
        {
            return await FailAsync(entered, WorkerErrors.TookTooLong(gone));
        }

        var saved = await SaveAsync(entered with { Operation = OperationWork.Begin(gone, Now) });
        return saved.Ok || !IsLost && await FailAsync(entered with { Machine = worker.Machine }, saved.Error);
    }

    private static WorkerMachineInfo? Seen(WorkerContext context)
        => (context.Machine ?? context.Worker.Machine) is { } machine && context.Disk is { } disk ? machine with { DiskMb = disk.Total, DiskFreeMb = disk.Free } : context.Machine ?? context.Worker.Machine;

    /// <summary>Those that may have images: after an update all are being given the new ones at once.</summary>
    private async Task<ImmutableArray<WorkerId>> OthersAsync(CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(new[] { WorkerStatus.Active, WorkerStatus.Repairing }.Select(status =>
            index.ListAsync(WorkerState.Table.Name, new Dictionary<string, object?> { ["status"] = status.ToString() }, null, 1000, cancellationToken)));
        return [.. rows.SelectMany(page => page).Select(row => WorkerId.Parse(row.Key)).Where(other => other != Id)];
    }

    protected override Error Refusal(Claim claim) => claim.Kind == WorkerState.EngineClaim ? WorkerErrors.EngineTaken(claim.Value) : base.Refusal(claim);

    private async Task<bool> FailAsync(WorkerState worker, Error error)
    {
        await ApplyAsync(worker, new WorkerWorkFailed(error));
        return false;
    }

    private async Task<bool> EndAsync(WorkerState worker, Operation operation, CancellationToken cancellationToken)
    {
        if (StepCursor.FirstFailure(operation) is { } failed)
        {
            var all = operation.Steps.Where(step => step.Status == StepStatus.Failed).Select(step => step.Error!.Message);
            return await FailAsync(worker, failed.Error! with { Message = string.Join(" ", all) });
        }

        await OfferAsync(worker.Machine, cancellationToken);
        await GrainFactory.GetGrain<IEdgeGrain>(worker.Key).PublishAsync(cancellationToken);
        await ApplyAsync(worker, new WorkerWorkFinished());
        return false;
    }

    /// <summary>What stores may use of the machine; of none, nothing.</summary>
    private async Task OfferAsync(WorkerMachineInfo? machine, CancellationToken cancellationToken)
    {
        await ledger.SetUsableAsync(Id.Value, CapacityResources.MemoryMb, machine?.MemoryMb * options.Value.MemoryPercent / 100 ?? 0, cancellationToken);
        await ledger.SetUsableAsync(Id.Value, CapacityResources.CpuMillis, machine?.Processors * 10L * options.Value.CpuPercent ?? 0, cancellationToken);
        await ledger.SetUsableAsync(Id.Value, CapacityResources.DiskMb, machine is null ? 0 : options.Value.UsableDiskMb(machine.DiskMb), cancellationToken);
        hasOffered = machine is not null;
    }

    [LoggerMessage(LogLevel.Information, "Worker {Worker}: {From} -> {To} {Problem}")]
    private partial void LogTransition(string worker, WorkerStatus? from, WorkerStatus to, string? problem);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} lacks or has otherwise: {Containers}")]
    private partial void LogDrift(string worker, string containers);
}
