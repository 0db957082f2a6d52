using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Edges;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Grains.Workers;
using ShopHosting.Provisioning;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Administration;

/// <summary>Gathers what administrators look at: counts and lists from promoted columns and the journal, the rest from the grains that know it.</summary>
[StatelessWorker]
public sealed class OverviewGrain(IEntityIndex index, ICapacityLedger ledger, AwayWorkers away, ImageCatalogue images, IMailer mailer, IOptions<InstallationOptions> options, TimeProvider clock) : Grain, IOverviewGrain
{
    /// <summary>So many rows that a full page stays below 30 kB.</summary>
    private const int PageSize = 30;
    private const int FirstFew = 10;
    private static readonly IReadOnlyDictionary<string, object?> Anywhere = ImmutableDictionary<string, object?>.Empty;
    private static readonly string ProgramVersion = typeof(OverviewGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public async Task<OverviewView> ViewAsync(CancellationToken cancellationToken = default)
    {
        var everywhere = new Dictionary<string, object?>();
        var stores = await index.CountByAsync(StoreState.Table.Name, "status", everywhere, cancellationToken);
        var persons = await index.CountByAsync(PersonState.Table.Name, "status", everywhere, cancellationToken);
        var accounts = await index.CountByAsync(AccountState.Table.Name, "status", everywhere, cancellationToken);
        var claims = await index.CountClaimsAsync("", cancellationToken);
        return new OverviewView
        {
            At = clock.GetUtcNow(),
            Stores = [.. Enum.GetValues<StoreStatus>().Select(status => new StatusCount(status, stores.GetValueOrDefault(status.ToString())))],
            Workers = await WorkersAsync((await index.ListAsync(WorkerState.Table.Name, Anywhere, null, FirstFew, cancellationToken)).Select(row => row.Key), cancellationToken),
            Running = await JournalAsync([OperationOutcome.Running, OperationOutcome.Reverting], null, cancellationToken),
            Failed = [.. await index.JournalAsync([OperationOutcome.Failed], null, FirstFew, cancellationToken)],
            Claims = [.. claims.Select(claim => new ClaimUse(claim.Kind, claim.Count))],
            Troubles = await TroublesAsync(cancellationToken),
            Waiting = await WaitingAsync(cancellationToken),
            UnfinishedSignUps = persons.GetValueOrDefault(nameof(PersonStatus.SigningUp)),
            OrderingAccounts = accounts.GetValueOrDefault(nameof(AccountStatus.Ordering)),
            MailsWaiting = await MailsWaitingAsync(cancellationToken),
            MailServer = mailer.Server,
            Version = ProgramVersion,
            Images = [.. images.All.Select(image => new ImageVersion(image.Name, image.Version ?? "", image.Reference ?? "", image.Reference is null, image.Reference is null ? images.WhyMissing(image.Name) : null))],
        };
    }

    public async Task<StorePage> StoresAsync(StoreStatus? status, string name, WorkerId? worker, string? after, CancellationToken cancellationToken = default)
    {
        if (!name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))
        {
            return new StorePage([], null);                            // no store is called so
        }

        var where = new Dictionary<string, object?>();
        if (status is not null)
        {
            where["status"] = status.ToString();
        }

        if (worker is not null)
        {
            where["worker"] = worker.Value.Value;
        }

        var rows = name.Length == 0
            ? await index.ListAsync(StoreState.Table.Name, where, after, PageSize + 1, cancellationToken)
            : await index.SearchAsync(StoreState.Table.Name, "name", name, where, after, PageSize + 1, cancellationToken);
        var gone = await away.AllAsync();
        return new StorePage([.. rows.Take(PageSize).Select(row => RowOf(row, gone))], rows.Count > PageSize ? rows[PageSize - 1].Key : null);
    }

    public Task<OperationPage> OperationsAsync(OperationOutcome outcome, string? before, CancellationToken cancellationToken = default) => JournalAsync([outcome], before, cancellationToken);

    public async Task<OperationPage> DriftAsync(WorkerId? worker, string? before, CancellationToken cancellationToken = default)
        => PageOf(await index.DriftAsync(worker?.Value, OperationCursor.Parse(before), PageSize + 1, cancellationToken));

    private async Task<OperationPage> JournalAsync(IReadOnlyList<OperationOutcome> outcomes, string? before, CancellationToken cancellationToken)
        => PageOf(await index.JournalAsync(outcomes, OperationCursor.Parse(before), PageSize + 1, cancellationToken));

    private static OperationPage PageOf(IReadOnlyList<EntityOperation> rows)
        => new([.. rows.Take(PageSize)], rows.Count > PageSize ? OperationCursor.Of(rows[PageSize - 1].Operation).ToString() : null);

    public async Task<WorkerPage> WorkersAsync(WorkerStatus? status, string name, string? after, CancellationToken cancellationToken = default)
    {
        var where = status is null ? Anywhere : new Dictionary<string, object?> { ["status"] = status.ToString() };
        var rows = name.Length == 0
            ? await index.ListAsync(WorkerState.Table.Name, where, after, PageSize + 1, cancellationToken)
            : await index.SearchAsync(WorkerState.Table.Name, "id", name, where, after, PageSize + 1, cancellationToken);
        return new WorkerPage(await WorkersAsync(rows.Take(PageSize).Select(row => row.Key), cancellationToken), rows.Count > PageSize ? rows[PageSize - 1].Key : null);
    }

    public async Task<WorkerOverview?> WorkerAsync(WorkerId worker, CancellationToken cancellationToken = default)
        => (await WorkersAsync([worker.Value], cancellationToken)).FirstOrDefault();

    public async Task<OperationPage> OperationsOnAsync(WorkerId worker, string? before, CancellationToken cancellationToken = default)
    {
        var operations = await index.OperationsAsync(WorkerState.Table.Name, worker.Value, OperationCursor.Parse(before), PageSize + 1, cancellationToken);
        return new OperationPage(
            [.. operations.Take(PageSize).Select(operation => new EntityOperation(WorkerState.Table.Name, worker.Value, operation))],
            operations.Count > PageSize ? OperationCursor.Of(operations[PageSize - 1]).ToString() : null);
    }

    private async Task<ImmutableArray<WorkerOverview>> WorkersAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var capacities = (await ledger.ListAsync(cancellationToken)).ToLookup(row => row.Scope);
        var workers = new List<WorkerOverview>();
        foreach (var key in keys)
        {
            if (await GrainFactory.GetGrain<IWorkerGrain>(key).LookAsync(cancellationToken) is { } worker)
            {
                var edge = await GrainFactory.GetGrain<IEdgeGrain>(key).ViewAsync(0, TimeSpan.Zero, cancellationToken);
                var slots = (await index.CountClaimsAsync(key, cancellationToken)).FirstOrDefault(claim => claim.Kind == StoreMachine.SlotClaim)?.Count ?? 0;
                workers.Add(new WorkerOverview(
                    worker, [.. capacities[key].Select(use => new CapacityUse(use.Resource, use.Used, use.Usable)), new CapacityUse(StoreMachine.SlotClaim, slots, options.Value.SlotsPerWorker)], edge.State));
            }
        }

        return [.. workers];
    }

    /// <summary>The first few that are broken, and of those that were never made; the lists have all.</summary>
    private async Task<ImmutableArray<Trouble>> TroublesAsync(CancellationToken cancellationToken)
    {
        var broken = await index.ListAsync(StoreState.Table.Name, In(StoreStatus.Broken), null, FirstFew, cancellationToken);
        var failed = await index.ListAsync(StoreState.Table.Name, In(StoreStatus.Failed), null, FirstFew, cancellationToken);
        return [.. await AskedAsync(broken, StoreStatus.Broken, cancellationToken), .. await AskedAsync(failed, StoreStatus.Failed, cancellationToken)];
    }

    private async Task<ImmutableArray<Trouble>> WaitingAsync(CancellationToken cancellationToken)
        => [.. await AskedAsync(await index.OldestAsync(StoreState.Table.Name, In(StoreStatus.Waiting), null, FirstFew, cancellationToken), StoreStatus.Waiting, cancellationToken)];

    /// <summary>What the stores themselves say, of those that are still in this status.</summary>
    private async Task<List<Trouble>> AskedAsync(IReadOnlyList<EntityRow> rows, StoreStatus status, CancellationToken cancellationToken)
    {
        var (troubles, gone) = (new List<Trouble>(), await away.AllAsync());
        foreach (var row in rows)
        {
            if (await GrainFactory.GetGrain<IStoreGrain>(row.Key).ViewAsync(cancellationToken) is { } store && store.Status == status)
            {
                troubles.Add(new Trouble(RowOf(row, gone), store.Problem, store.ChangedAt, store.Possible.Contains(StoreCommandKind.Retry)));
            }
        }

        return troubles;
    }

    private static Dictionary<string, object?> In(StoreStatus status) => new() { ["status"] = status.ToString() };

    /// <summary>Persons are due only for what they owe.</summary>
    private async Task<ImmutableArray<OwedMail>> MailsWaitingAsync(CancellationToken cancellationToken)
    {
        var mails = new List<OwedMail>();
        foreach (var owing in await index.DueAsync(PersonState.Table.Name, DateTimeOffset.MaxValue, null, FirstFew, cancellationToken))
        {
            mails.AddRange((await GrainFactory.GetGrain<IPersonGrain>(owing.Key).ViewAsync(cancellationToken))?.Mails ?? []);
        }

        return [.. mails];
    }

    private static StoreRow RowOf(EntityRow row, ImmutableDictionary<string, WorkerAway> away)
    {
        var parts = row.Key.Split('/');
        return new StoreRow(
            AccountId.Parse(parts[0]), StoreId.Parse(parts[1]), Text(row, "name"), Text(row, "title"), Enum.Parse<StoreStatus>(Text(row, "status")), Text(row, "platform"), Text(row, "plan"),
            row.Columns["worker"] as string, DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(row.Columns["created_at"], CultureInfo.InvariantCulture)),
            row.Columns["worker"] is string worker ? away.GetValueOrDefault(worker)?.Since : null);
    }

    private static string Text(EntityRow row, string column) => row.Columns[column] as string ?? "";
}
