using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Stores;

/// <summary>One store: takes commands, remembers them, and works off what they make it owe.</summary>
public sealed partial class StoreGrain(
    IEntityStore<StoreState> rows,
    StoreParts parts,
    IOptions<InstallationOptions> options,
    TimeProvider clock,
    ILogger<StoreGrain> logger) : EntityGrain<StoreState>(rows, clock), IStoreGrain
{
    private readonly InstallationOptions installation = options.Value;

    public async Task<Result> ProvisionAsync(StoreProvisioning provisioning, CancellationToken cancellationToken = default)
    {
        if (State is { } known)
        {
            return new(StoreMachine.Decide(known, new ProvisionStore(provisioning.Ask.Operation, provisioning.Ask.AskedBy), Now).Error);
        }

        if (parts.Platforms.CheckOrder(provisioning.Order, provisioning.Plan) is { Ok: false } refused)
        {
            return refused;
        }

        return await CommitAsync(NewStore(provisioning));
    }

    public Task<Result> RetryAsync(StoreAsk ask, CancellationToken cancellationToken = default) => ApplyAsync(new RetryStore(ask.Operation, ask.AskedBy));

    public Task<Result> CancelAsync(StoreAsk ask, CancellationToken cancellationToken = default) => ApplyAsync(new CancelStore(ask.Operation, ask.AskedBy));

    public Task<Result> RestartAsync(StoreAsk ask, string? part = null, CancellationToken cancellationToken = default)
        => part is not null && State is { } store && parts.Platforms.Find(store.Order.Platform)?.Components.ContainsKey(part) != true
            ? Task.FromResult<Result>(StoreErrors.NoSuchPart(part))
            : ApplyAsync(new RestartStore(ask.Operation, ask.AskedBy, part));

    public Task<Result> SuspendAsync(StoreAsk ask, SuspensionCause cause, string words, CancellationToken cancellationToken = default)
    {
        var told = Text.Line(words, Suspension.MaxWordsLength);
        return told.Problem is { } problem ? Task.FromResult<Result>(StoreErrors.BadSuspensionWords(problem)) : ApplyAsync(new SuspendStore(ask.Operation, ask.AskedBy, cause, told.Value!));
    }

    public Task<Result> ResumeAsync(StoreAsk ask, SuspensionCause? cause = null, CancellationToken cancellationToken = default)
        => ApplyAsync(new ResumeStore(ask.Operation, ask.AskedBy, cause));

    public Task<Result> DeleteAsync(StoreAsk ask, string confirmedName, CancellationToken cancellationToken = default)
        => State is { } store && confirmedName.Trim() != store.Order.Name.Value
            ? Task.FromResult<Result>(StoreErrors.NameNotConfirmed)
            : ApplyAsync(new DeleteStore(ask.Operation, ask.AskedBy, installation.Grace));

    public async Task<Result> ForgetAsync(StoreAsk ask, string confirmedName, CancellationToken cancellationToken = default)
        => State is not { Placement: { } placement } store ? await ApplyAsync(new GiveUpStore(ask.Operation, ask.AskedBy))
            : confirmedName.Trim() != store.Order.Name.Value ? StoreErrors.NameNotConfirmed
            : await parts.Away.OfAsync(placement.Worker) is null && !store.Asked.Contains(ask.Operation) ? StoreErrors.WorkerIsThere
            : await ApplyAsync(new GiveUpStore(ask.Operation, ask.AskedBy));

    public async Task<StoreView?> ViewAsync(CancellationToken cancellationToken = default) => await WithTypicalAsync(await WithAwayAsync(View()), cancellationToken);

    public async Task<StoreView?> NextViewAsync(long knownVersion, CancellationToken cancellationToken = default)
    {
        if ((await WithAwayAsync(View()))?.Version == knownVersion)
        {
            await WaitForChangeAsync(ViewPatience, cancellationToken);
        }

        return await ViewAsync(cancellationToken);
    }

    private DateTimeOffset Now => Clock.GetUtcNow();

    private async Task<Result> ApplyAsync(StoreCommand command)
    {
        if (State is not { } store)
        {
            return StoreErrors.NoSuchStore;
        }

        var decision = StoreMachine.Decide(store, command, Now);
        return !decision.Ok ? decision.Error : decision.Value == store ? Result.Success : await CommitAsync(decision.Value);
    }

    /// <summary>Plans the steps of a new operation, finds a place for a store that needs one, and saves.</summary>
    private Task<Result> CommitAsync(StoreState next)
    {
        next = Planned(next);
        return next.Status == StoreStatus.Waiting ? FindPlaceAsync(next) : SaveAsync(next);
    }

    /// <summary>Saves the store at its place, or as it waits for one. When a place is taken meanwhile, it takes the next.</summary>
    private async Task<Result> FindPlaceAsync(StoreState waiting)
    {
        waiting = WithNewestImages(waiting);
        for (var tries = 0; ; tries++)
        {
            var found = tries > MostPlaces ? StoreErrors.NoRoom("each place was taken by others first") : await parts.Placer.PlaceAsync(waiting, isCrowded: tries > 0);
            StoreCommand next = found.Ok ? found.Value : new StoreWorkFailed(waiting.Operation!.Id, found.Error, RetryClass.Capacity);
            var decided = StoreMachine.Decide(waiting, next, Now).Value!;
            if (decided == State)
            {
                return Result.Success;
            }

            var saved = await SaveAsync(decided);
            if (!found.Ok || saved.Error?.Kind != ErrorKind.Capacity)
            {
                return saved;
            }
        }
    }

    /// <summary>Nothing of it is anywhere, and workers are given the newest images only.</summary>
    private StoreState WithNewestImages(StoreState waiting)
        => parts.Platforms.Find(waiting.Order.Platform) is { } template && parts.Platforms.WhyMissing(template) is null
            && parts.Platforms.NewestImages(template) is var newest && !newest.SequenceEqual(waiting.Images)
                ? waiting with { Images = newest }
                : waiting;

    private StoreState Planned(StoreState store)
        => store.Operation is { Steps.IsEmpty: true } operation && StoreMachine.Owed(store) is { } work && parts.Platforms.Find(store.Order.Platform) is { } template
            ? store with { Operation = operation with { Steps = StepCursor.Plan(parts.Steps.For(work, template, store.RestartOf).Plan) } }
            : store;

    private StoreState NewStore(StoreProvisioning provisioning)
    {
        var (ask, order, plan) = provisioning;
        var (account, store) = StoreKey.Parse(this.GetPrimaryKeyString());
        var template = parts.Platforms.Find(order.Platform)!;
        return StoreMachine.New(
            account, store, order, plan, new ProvisionStore(ask.Operation, ask.AskedBy),
            StoreSecrets.New(parts.Platforms.CodeOf(template), parts.Entropy, parts.Secrets), parts.Platforms.NewestImages(template), Now);
    }

    protected override Error Refusal(Claim claim)
        => new(ErrorKind.Capacity, "store.place-taken", $"{claim} was taken meanwhile.");

    private StoreView? View()
    {
        if (State is not { } store)
        {
            return null;
        }

        var template = parts.Platforms.Find(store.Order.Platform);
        return new StoreView
        {
            Version = (Version * VersionStep + observationCount % VersionStep) * WaysToBeAway,
            Id = store.Id,
            Account = store.Account,
            Order = store.Order,
            PlatformTitle = template?.Title ?? store.Order.Platform,
            PlatformVersion = template is null ? null : VersionOf(store, template),
            Data = template is null ? [] : [.. template.Data.Values.Select(data => data.Description)],
            Plan = store.Plan,
            Limits = store.Limits,
            Status = store.Status,
            CreatedAt = store.CreatedAt,
            ChangedAt = store.ChangedAt,
            LiveSince = store.LiveSince,
            Address = installation.AddressOf(store.Order.Name),
            AdminAddress = AdminAddressOf(store),
            AdminUser = template is null ? "" : parts.Platforms.CodeOf(template).AdminUser(store),
            FirstSteps = [.. (template?.FirstSteps ?? []).Select(step => new FirstStep(step.Text, new Uri(installation.AddressOf(store.Order.Name), step.Path)))],
            Worker = store.Placement?.Worker,
            PlacedFor = store.PlacedFor,
            MailWay = parts.Relay.Way,
            Operation = store.Operation,
            Suspension = store.Suspension,
            Problem = store.Problem,
            Observation = StoreMachine.StandsStill(store.Status) ? null : observation ?? store.Observation,
            Incidents = store.Incidents,
            PurgeAt = store.Status is StoreStatus.Deleted ? store.PurgeAt : null,
            Possible = [.. StoreMachine.Possible(store, Now)],
            Parts = template is null ? [] : [.. template.Components.Select(pair => new StorePart(pair.Key, pair.Value.Title, parts.Stacks.NameOf(store, pair.Key)))],
            Volumes = template is null ? [] : [.. template.Data.Keys.Select(volume => parts.Stacks.NameOf(store, volume))],
            Grace = installation.Grace,
        };
    }

    /// <summary>A view of a store whose worker is away is another than one of the same row before.</summary>
    private async Task<StoreView?> WithAwayAsync(StoreView? view)
        => view is { Worker: { } worker } && await parts.Away.OfAsync(worker) is { } away
            ? view with { Away = away, Version = view.Version + (away.Edge is null ? 1 : 2) }
            : view;

    private async Task<StoreView?> WithTypicalAsync(StoreView? view, CancellationToken cancellationToken)
        => view is { Operation: { IsFinished: false } operation }
            ? view with { Typical = await GrainFactory.GetGrain<ITypicalTimesGrain>(view.Order.Platform).OfAsync(operation.Kind, cancellationToken) }
            : view;

    /// <summary>Of the images it was made with, which need not be the newest.</summary>
    private string? VersionOf(StoreState store, StackTemplate template)
        => store.Images.TryGetValue(template.VersionOf, out var image) ? parts.Platforms.Images.VersionOf(image) : null;

    private Uri AdminAddressOf(StoreState store)
        => new(installation.AddressOf(store.Order.Name), parts.Platforms.Find(store.Order.Platform)?.AdminPath ?? "/");

    private const int MostPlaces = 20;

    /// <summary>In that number too: its worker is there, is away altogether, or is away while its edge still serves.</summary>
    private const int WaysToBeAway = 3;

    /// <summary>Room for the observations between two saves in the number that a live page remembers.</summary>
    private const long VersionStep = 1_000_000;

    private static readonly TimeSpan ViewPatience = TimeSpan.FromSeconds(10);
}
