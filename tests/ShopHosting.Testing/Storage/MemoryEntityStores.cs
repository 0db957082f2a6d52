using System.Collections.Immutable;
using System.Globalization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Testing.Storage;

/// <summary>A whole database in memory, with the outcomes of the real one and faults where a test wants them.</summary>
public sealed class MemoryEntityStores : IEntityIndex, ICapacityLedger, IJournalKeeper
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Table, string Key), Row> rows = [];
    private readonly Dictionary<(string Kind, string Scope, string Value), ClaimOwner> claims = [];
    private readonly Dictionary<(ClaimOwner Owner, string Scope, string Resource), long> holdings = [];
    private readonly Dictionary<(string Scope, string Resource), CapacityRow> capacities = [];
    private readonly Dictionary<(ClaimOwner Owner, OperationId Id), Journalled> operations = [];
    private int saves;

    /// <summary>Awaited before each save: for holding one back, or for letting something else happen first.</summary>
    public Func<SaveAttempt, Task>? BeforeSave { get; set; }

    /// <summary>Asked at each save whether it breaks, and on which side of its commit. The caller sees the same exception and can't tell.</summary>
    public Func<SaveAttempt, SaveFault>? FaultAt { get; set; }

    public IEntityStore<TState> Store<TState>() where TState : class, IEntityState<TState> => new MemoryEntityStore<TState>(this);

    /// <summary>Changes the JSON of a row as another version of the program would have written it.</summary>
    public void Rewrite(string table, string key, Func<string, string> rewrite)
    {
        lock (gate)
        {
            rows[(table, key)] = rows[(table, key)] with { State = rewrite(rows[(table, key)].State) };
        }
    }

    public string StateOf(string table, string key)
    {
        lock (gate)
        {
            return rows[(table, key)].State;
        }
    }

    public Task<IReadOnlyList<DueEntity>> DueAsync(string table, DateTimeOffset now, DueEntity? after, int limit, CancellationToken cancellationToken) => AnswerAsync<IReadOnlyList<DueEntity>>(() =>
    [
        .. RowsOf(table).Where(row => row.DueAt <= now.ToUnixTimeMilliseconds()).Select(row => new DueEntity(row.Key, DateTimeOffset.FromUnixTimeMilliseconds(row.DueAt!.Value)))
            .Where(due => after is null || due.At > after.At || due.At == after.At && string.CompareOrdinal(due.Key, after.Key) > 0)
            .OrderBy(due => due.At).ThenBy(due => due.Key, StringComparer.Ordinal).Take(limit),
    ]);

    public Task<ClaimOwner?> OwnerOfAsync(string kind, string scope, string value, CancellationToken cancellationToken)
        => AnswerAsync(() => claims.GetValueOrDefault((kind, scope, value)));

    public Task<IReadOnlyList<string>> TakenAsync(string kind, string scope, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlyList<string>>(() => [.. claims.Keys.Where(claim => claim.Kind == kind && claim.Scope == scope).Select(claim => claim.Value)]);

    public Task<IReadOnlySet<string>> TakenAmongAsync(string kind, string scope, IReadOnlyList<string> values, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlySet<string>>(() => values.Where(value => claims.ContainsKey((kind, scope, value))).ToHashSet(StringComparer.Ordinal));

    public Task<IReadOnlyList<ClaimCount>> CountClaimsAsync(string scope, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlyList<ClaimCount>>(() =>
        [
            .. claims.Keys.Where(claim => claim.Scope == scope).GroupBy(claim => claim.Kind).Select(group => new ClaimCount(group.Key, group.LongCount()))
                .OrderBy(count => count.Kind, StringComparer.Ordinal),
        ]);

    public Task<IReadOnlyList<EntityRow>> ListAsync(string table, IReadOnlyDictionary<string, object?> where, string? afterKey, int limit, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlyList<EntityRow>>(() =>
        [
            .. RowsOf(table).Where(row => string.CompareOrdinal(row.Key, afterKey ?? "") > 0 && where.All(filter => Equals(row.Column(filter.Key), filter.Value)))
                .OrderBy(row => row.Key, StringComparer.Ordinal).Take(limit).Select(row => new EntityRow(row.Key, row.Version, row.Columns)),
        ]);

    public async Task<IReadOnlyList<EntityRow>> SearchAsync(
        string table, string column, string prefix, IReadOnlyDictionary<string, object?> where, string? afterKey, int limit, CancellationToken cancellationToken)
        => [.. (await ListAsync(table, where, afterKey, int.MaxValue, cancellationToken)).Where(row => (column == "id" ? row.Key : row.Columns[column] as string)?.StartsWith(prefix, StringComparison.Ordinal) == true).Take(limit)];

    public async Task<IReadOnlyList<EntityRow>> OldestAsync(string table, IReadOnlyDictionary<string, object?> where, EntityRow? after, int limit, CancellationToken cancellationToken)
    {
        static (long, string) PlaceOf(EntityRow row) => ((long)row.Columns["created_at"]!, row.Key);
        var comparer = Comparer<(long At, string Key)>.Create((one, other) => one.At != other.At ? one.At.CompareTo(other.At) : string.CompareOrdinal(one.Key, other.Key));
        return [.. (await ListAsync(table, where, null, int.MaxValue, cancellationToken)).Where(row => after is null || comparer.Compare(PlaceOf(row), PlaceOf(after)) > 0).OrderBy(PlaceOf, comparer).Take(limit)];
    }

    public Task<IReadOnlyDictionary<string, long>> CountByAsync(string table, string column, IReadOnlyDictionary<string, object?> where, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlyDictionary<string, long>>(() => RowsOf(table).Where(row => where.All(filter => Equals(row.Column(filter.Key), filter.Value))).Select(row => row.Column(column)).OfType<object>()
            .GroupBy(value => Convert.ToString(value, CultureInfo.InvariantCulture)!).ToDictionary(group => group.Key, group => group.LongCount()));

    public Task<int> ForgetAsync(DateTimeOffset before, int keep, int limit, CancellationToken cancellationToken) => AnswerAsync(() =>
    {
        var old = operations.Where(row => row.Value.Operation.AskedBy == SystemActor.Name && Drift.Kinds.Contains(row.Value.Operation.Kind)).GroupBy(row => (row.Key.Owner, row.Value.Operation.Kind))
            .SelectMany(own => own.OrderByDescending(row => row.Value.Operation.StartedAt).Skip(keep))
            .Where(row => row.Value.Operation.FinishedAt < before).OrderBy(row => row.Value.Operation.FinishedAt).Take(limit).Select(row => row.Key).ToList();
        old.ForEach(key => operations.Remove(key));
        return old.Count;
    });

    public Task<IReadOnlyList<Operation>> OperationsAsync(string table, string key, OperationCursor? before, int limit, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlyList<Operation>>(() => [.. Newest(row => row.Table == table && row.Key == key, before, limit).Select(row => row.Operation)]);

    public Task<IReadOnlyList<EntityOperation>> JournalAsync(IReadOnlyList<OperationOutcome> outcomes, OperationCursor? before, int limit, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlyList<EntityOperation>>(() => [.. Newest(row => outcomes.Contains(row.Operation.Outcome), before, limit)]);

    public Task<IReadOnlyList<EntityOperation>> DriftAsync(string? worker, OperationCursor? before, int limit, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlyList<EntityOperation>>(() => [.. Newest(row => Drift.Is(row.Operation) && (worker is null || WorkerOf(row) == worker), before, limit)]);

    public Task<IReadOnlyList<StepDuration>> DurationsAsync(string table, string column, string value, OperationKind kind, int among, int limit, CancellationToken cancellationToken)
        => AnswerAsync<IReadOnlyList<StepDuration>>(() =>
        [
            .. operations.Where(entry => entry.Key.Owner.Table == table && entry.Value.Operation is { Outcome: OperationOutcome.Succeeded, Attempt: 1 } operation && operation.Kind == kind)
                .OrderByDescending(entry => entry.Value.Operation.StartedAt).Take(among)
                .Where(entry => Equals(rows[(table, entry.Key.Owner.Key)].Column(column), value)).Take(limit).SelectMany(entry => entry.Value.Steps.Values)
                .Where(entry => entry.Step is { StartedAt: not null, FinishedAt: not null })
                .Select(entry => new StepDuration(entry.Step.Name, entry.Step.FinishedAt!.Value - entry.Step.StartedAt!.Value)),
        ]);

    public Task SetUsableAsync(string scope, string resource, long usable, CancellationToken cancellationToken)
    {
        StoredText.Require(scope, "the scope of a capacity");
        StoredText.Require(resource, "a resource");
        ArgumentOutOfRangeException.ThrowIfNegative(usable);
        return AnswerAsync(() => capacities[(scope, resource)] = (capacities.GetValueOrDefault((scope, resource)) ?? new(scope, resource, 0, 0)) with { Usable = usable });
    }

    public Task<IReadOnlyList<CapacityRow>> ListAsync(CancellationToken cancellationToken) => AnswerAsync<IReadOnlyList<CapacityRow>>(() =>
        [.. capacities.Values.OrderBy(capacity => capacity.Scope, StringComparer.Ordinal).ThenBy(capacity => capacity.Resource, StringComparer.Ordinal)]);

    private string? NameOf(string table, string key) => table == "store" ? rows[(table, key)].Column("name") as string : null;

    private string? WorkerOf(EntityOperation operation) => operation.Table == "store" ? rows[(operation.Table, operation.Key)].Column("worker") as string : operation.Key;

    internal Row? Find(string table, string key)
    {
        lock (gate)
        {
            return rows.GetValueOrDefault((table, key));
        }
    }

    internal async Task<SaveOutcome> SaveAsync<TState>(string key, long expectedVersion, TState state, Journal journal) where TState : class, IEntityState<TState>
    {
        var attempt = new SaveAttempt(Interlocked.Increment(ref saves), TState.Table.Name, key, state);
        await (BeforeSave?.Invoke(attempt) ?? Task.CompletedTask);
        var fault = FaultAt?.Invoke(attempt) ?? SaveFault.None;
        if (fault == SaveFault.BeforeCommit)
        {
            throw new IOException("The database went away (a test's fault).");
        }

        SaveOutcome outcome;
        lock (gate)
        {
            outcome = Save(key, expectedVersion, state, journal);
        }

        return fault == SaveFault.AfterCommit ? throw new IOException("The database went away (a test's fault).") : outcome;
    }

    private SaveOutcome Save<TState>(string key, long expectedVersion, TState state, Journal journal) where TState : class, IEntityState<TState>
    {
        var table = TState.Table;
        StoredText.RequireKey(table.Name, key);
        var stored = rows.GetValueOrDefault((table.Name, key));
        if ((stored?.Version ?? 0) != expectedVersion)
        {
            return new SaveOutcome.Conflict();
        }

        var owner = new ClaimOwner(table.Name, key);
        var changes = ClaimDifference.Between(Held(owner), state.Claims());
        if (changes.FirstOrDefault(change => !Fits(change)) is { } taken)
        {
            return new SaveOutcome.ClaimTaken(taken.Wanted);
        }

        var columns = table.Columns.Zip(state.Promoted()).ToImmutableDictionary(column => column.First, column => column.Second);
        rows[(table.Name, key)] = new(key, expectedVersion + 1, StateJson.Write(state, stored?.State), state.DueAt()?.ToUnixTimeMilliseconds(), columns);
        foreach (var change in changes)
        {
            Apply(owner, change);
        }

        Write(owner, journal);
        return new SaveOutcome.Saved(expectedVersion + 1);
    }

    private List<Claim> Held(ClaimOwner owner)
        =>
        [
            .. claims.Where(claim => claim.Value == owner).Select(claim => new Claim(claim.Key.Kind, claim.Key.Scope, claim.Key.Value)),
            .. holdings.Where(holding => holding.Key.Owner == owner).Select(holding => Claim.Capacity(holding.Key.Scope, holding.Key.Resource, holding.Value)),
        ];

    private bool Fits(ClaimChange change) => change.After <= change.Before || (change.IsCounted
        ? capacities.TryGetValue((change.Scope, change.Value), out var capacity) && capacity.Used + change.After - change.Before <= capacity.Usable
        : !claims.ContainsKey((change.Kind, change.Scope, change.Value)));

    private void Apply(ClaimOwner owner, ClaimChange change)
    {
        if (!change.IsCounted)
        {
            if (change.After == 0)
            {
                claims.Remove((change.Kind, change.Scope, change.Value));
            }
            else
            {
                claims.Add((change.Kind, change.Scope, change.Value), owner);
            }

            return;
        }

        var capacity = capacities[(change.Scope, change.Value)];
        capacities[(change.Scope, change.Value)] = capacity with { Used = Math.Max(0, capacity.Used + change.After - change.Before) };
        holdings[(owner, change.Scope, change.Value)] = change.After;
        if (change.After == 0)
        {
            holdings.Remove((owner, change.Scope, change.Value));
        }
    }

    private void Write(ClaimOwner owner, Journal journal)
    {
        if (journal.Note is { } note)
        {
            operations[(owner, note.Id)] = new(note, ImmutableDictionary<string, (int, StepProgress)>.Empty);
        }

        if (journal.Operation is not { } operation)
        {
            return;
        }

        if (journal.Superseded is { } superseded)
        {
            operations[(owner, superseded.Id)] = operations[(owner, superseded.Id)] with { Operation = superseded };
        }

        var steps = operations.GetValueOrDefault((owner, operation.Id))?.Steps ?? ImmutableDictionary<string, (int, StepProgress)>.Empty;
        operations[(owner, operation.Id)] = new(operation, steps.SetItems(
            journal.Steps.Select(step => KeyValuePair.Create(step.Name, (operation.Steps.IndexOf(step), step)))));
    }

    /// <summary>Like the databases it tells times apart by the millisecond.</summary>
    private IEnumerable<EntityOperation> Newest(Func<EntityOperation, bool> isAsked, OperationCursor? before, int limit) => operations
        .Select(entry => new EntityOperation(entry.Key.Owner.Table, entry.Key.Owner.Key,
            entry.Value.Operation with { Steps = [.. entry.Value.Steps.Values.OrderBy(step => step.Ordinal).Select(step => step.Step)] }, NameOf(entry.Key.Owner.Table, entry.Key.Owner.Key)))
        .Where(isAsked)
        .Select(row => (Row: row, At: row.Operation.StartedAt.ToUnixTimeMilliseconds(), Id: row.Operation.Id.Value))
        .Where(row => before is null || (row.At, string.CompareOrdinal(row.Id, before.Id.Value)).CompareTo((before.StartedAt.ToUnixTimeMilliseconds(), 0)) < 0)
        .OrderByDescending(row => row.At).ThenByDescending(row => row.Id, StringComparer.Ordinal)
        .Select(row => row.Row)
        .Take(limit);

    private List<Row> RowsOf(string table) => [.. rows.Where(row => row.Key.Table == table).Select(row => row.Value)];

    private Task<T> AnswerAsync<T>(Func<T> answer)
    {
        lock (gate)
        {
            return Task.FromResult(answer());
        }
    }

    internal sealed record Row(string Key, long Version, string State, long? DueAt, ImmutableDictionary<string, object?> Columns)
    {
        public object? Column(string name) => Columns.TryGetValue(name, out var value) ? value : throw new ArgumentException($"There is no promoted column '{name}'.", nameof(name));
    }

    private sealed record Journalled(Operation Operation, ImmutableDictionary<string, (int Ordinal, StepProgress Step)> Steps);
}

/// <summary>One save, as hooks see it.</summary>
/// <param name="Number">Counts the saves of this database from 1.</param>
public sealed record SaveAttempt(int Number, string Table, string Key, object State);

/// <summary>On which side of the commit a save breaks.</summary>
public enum SaveFault
{
    None,
    BeforeCommit,
    AfterCommit,
}

/// <summary>The rows of one kind of entity in a database in memory.</summary>
public sealed class MemoryEntityStore<TState>(MemoryEntityStores database) : IEntityStore<TState> where TState : class, IEntityState<TState>
{
    public Task<Stored<TState>?> LoadAsync(string key, CancellationToken cancellationToken)
    {
        StoredText.RequireKey(TState.Table.Name, key);
        return Task.FromResult(database.Find(TState.Table.Name, key) is { } row
            ? new Stored<TState>(row.Version, StateJson.Read<TState>(row.State, $"{TState.Table.Name} {key}"))
            : null);
    }

    public Task<SaveOutcome> SaveAsync(string key, long expectedVersion, TState state, Journal journal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return database.SaveAsync(key, expectedVersion, state, journal);
    }
}
