using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Edges;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Steps;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.Grains.Workers;

/// <summary>One worker server: takes it in, keeps its edge, guard and mail relay running, and says what it offers.</summary>
public sealed partial class WorkerGrain(
    IEntityStore<WorkerState> rows,
    WorkerSteps steps,
    StepRunner runner,
    PlatformContainers containers,
    IWorkerEngines engines,
    ICapacityLedger ledger,
    IEntropy entropy,
    IOptions<WorkerOptions> options,
    TimeProvider clock,
    ILogger<WorkerGrain> logger) : EntityGrain<WorkerState>(rows, clock), IWorkerGrain
{
    private Ticker? ticker;
    private OperationId? takenUp;
    private DateTimeOffset? seenAt;
    private string? silence;

    public async Task<Result> JoinAsync(string endpoint, CancellationToken cancellationToken = default)
    {
        var known = State ?? new WorkerState { Id = Id, Endpoint = endpoint, Status = WorkerStatus.Failed, ChangedAt = Now };
        return await ApplyAsync(known with { Endpoint = endpoint }, new JoinWorker(OperationId.New(entropy)));
    }

    public Task<WorkerState?> ViewAsync(CancellationToken cancellationToken = default) => Task.FromResult(State);

    public Task<WorkerView?> LookAsync(CancellationToken cancellationToken = default) => Task.FromResult(State is { } worker ? new WorkerView(worker, seenAt, silence) : null);

    public async Task WakeAsync(CancellationToken cancellationToken = default)
    {
        if (State is { Status: WorkerStatus.Failed } failed && WorkerMachine.DueAt(failed) <= Now)
        {
            await ApplyAsync(failed, new RepairWorker(OperationId.New(entropy)));
        }

        ticker?.Set();
    }

    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        if (State is not { Status: WorkerStatus.Active } worker)
        {
            return;
        }

        var inventory = await engines.For(Id).ListAsync(containers.Labels, cancellationToken);
        (seenAt, silence) = inventory.Ok ? (Now, null) : (seenAt, inventory.Error.Message);
        if (inventory.Ok && Drift(inventory.Value) is { } drift)
        {
            LogDrift(worker.Key, drift);
            await ApplyAsync(worker, new RepairWorker(OperationId.New(entropy)));
            return;
        }

        await GrainFactory.GetGrain<IEdgeGrain>(worker.Key).CheckAsync(cancellationToken);
    }

    private WorkerId Id => WorkerId.Parse(this.GetPrimaryKeyString());

    private DateTimeOffset Now => Clock.GetUtcNow();

    private string? Drift(Inventory inventory)
    {
        var missing = containers.All(null)
            .Where(wanted => !inventory.Containers.Any(found => found.Name == wanted.Container.Name && found.State is "running" or "restarting"
                && found.Labels.GetValueOrDefault(EngineLabels.Spec) == wanted.Hash))
            .Select(wanted => wanted.Container.Name)
            .ToList();
        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    private async Task<Result> ApplyAsync(WorkerState worker, WorkerCommand command)
    {
        var decision = WorkerMachine.Decide(worker, command, Now);
        if (!decision.Ok)
        {
            return decision.Error;
        }

        var next = decision.Value is { Status: WorkerStatus.Joining, Operation: { Steps.IsEmpty: true } operation } joining
            ? joining with { Operation = operation with { Steps = StepCursor.Plan(steps.Join.Plan) } }
            : decision.Value;
        return next == State ? Result.Success : await SaveAsync(next);
    }

    protected override void OnSaved(WorkerState? before, WorkerState after)
    {
        if (before?.Status != after.Status)
        {
            LogTransition(after.Key, before?.Status, after.Status, after.Problem?.Message);
        }

        if (before?.Status != WorkerStatus.Active && after.Status == WorkerStatus.Active)
        {
            GrainFactory.GetGrain<IWaitingLineGrain>(IWaitingLineGrain.Key).WakeAsync().Ignore();
        }
    }

    protected override void OnChanged()
    {
        ticker ??= new Ticker(this, Clock, StepAsync, Pause);
        ticker.Set();
    }

    private TimeSpan? Pause()
        => IsLost || State is not { Status: WorkerStatus.Joining, Operation: { } operation } ? null : StepCursor.Pause(operation, Now) ?? TimeSpan.Zero;

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

        var context = new WorkerContext { Worker = worker, Operation = begun, Engine = engines.For(Id), Containers = containers };
        var gone = await OperationWork.GoAsync(runner, steps.Join, context, begun, worker.Key, Clock, cancellationToken);
        var entered = worker with { Operation = gone, Machine = context.Machine ?? worker.Machine };
        return StepCursor.HasEnded(gone)
            ? await EndAsync(entered, gone, cancellationToken)
            : (await SaveAsync(entered with { Operation = OperationWork.Begin(gone, Now) })).Ok;
    }

    private async Task<bool> EndAsync(WorkerState worker, Operation operation, CancellationToken cancellationToken)
    {
        if (StepCursor.FirstFailure(operation) is { } failed)
        {
            await ApplyAsync(worker, new WorkerWorkFailed(failed.Error!));
            return false;
        }

        await OfferAsync(worker.Machine!, cancellationToken);
        await GrainFactory.GetGrain<IEdgeGrain>(worker.Key).PublishAsync(cancellationToken);
        await ApplyAsync(worker, new WorkerWorkFinished());
        return false;
    }

    /// <summary>What stores may use of the machine.</summary>
    private async Task OfferAsync(WorkerMachineInfo machine, CancellationToken cancellationToken)
    {
        await ledger.SetUsableAsync(Id.Value, CapacityResources.MemoryMb, machine.MemoryMb * options.Value.MemoryPercent / 100, cancellationToken);
        await ledger.SetUsableAsync(Id.Value, CapacityResources.CpuMillis, machine.Processors * 10L * options.Value.CpuPercent, cancellationToken);
        await ledger.SetUsableAsync(Id.Value, CapacityResources.DiskMb, options.Value.DiskMb, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Worker {Worker}: {From} -> {To} {Problem}")]
    private partial void LogTransition(string worker, WorkerStatus? from, WorkerStatus to, string? problem);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} lacks or has otherwise: {Containers}")]
    private partial void LogDrift(string worker, string containers);
}
