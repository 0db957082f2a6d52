using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>Lists and searches over promoted columns, claims and journal. Names of tables and columns are those of the schema, or refused.</summary>
internal sealed partial class SqlEntityIndex(SqlDatabase database) : IEntityIndex
{
    private const string LastCharacter = "\U0010FFFF";
    private static readonly string[] OwnColumns = ["id", "version", "state", "due_at"];
    private readonly ConcurrentDictionary<string, string[]> promotedColumns = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<DueEntity>> DueAsync(string table, DateTimeOffset now, DueEntity? after, int limit, CancellationToken cancellationToken)
        => await database.ReadAsync(async session =>
        {
            await PromotedAsync(session, table);
            return await session.QueryAsync(
                $"SELECT id, due_at FROM {table} WHERE due_at <= @now AND due_at >= @at AND (due_at > @at OR id > @after) ORDER BY due_at, id LIMIT @limit",
                row => new DueEntity(row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
                ("@now", now.ToUnixTimeMilliseconds()), ("@at", after?.At.ToUnixTimeMilliseconds() ?? long.MinValue), ("@after", after?.Key ?? ""), ("@limit", (long)limit));
        }, cancellationToken);

    public async Task<ClaimOwner?> OwnerOfAsync(string kind, string scope, string value, CancellationToken cancellationToken)
        => (await database.ReadAsync(session => session.QueryAsync(
            "SELECT owner_table, owner_key FROM claim WHERE kind = @kind AND scope = @scope AND value = @value",
            row => new ClaimOwner(row.GetString(0), row.GetString(1)), ("@kind", kind), ("@scope", scope), ("@value", value)), cancellationToken)).SingleOrDefault();

    public async Task<IReadOnlyList<string>> TakenAsync(string kind, string scope, CancellationToken cancellationToken)
        => await database.ReadAsync(session => session.QueryAsync("SELECT value FROM claim WHERE kind = @kind AND scope = @scope",
            row => row.GetString(0), ("@kind", kind), ("@scope", scope)), cancellationToken);

    public async Task<IReadOnlySet<string>> TakenAmongAsync(string kind, string scope, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        (string Name, object? Value)[] asked = [.. values.Select((value, i) => ($"@v{i}", (object?)value))];
        var taken = await database.ReadAsync(session => session.QueryAsync(
            $"SELECT value FROM claim WHERE kind = @kind AND scope = @scope AND value IN ({string.Join(", ", asked.Select(value => value.Name))})",
            row => row.GetString(0), [("@kind", kind), ("@scope", scope), .. asked]), cancellationToken);
        return taken.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>From kind to kind by the primary key, because each store may be a scope of its own.</summary>
    public async Task<IReadOnlyList<ClaimCount>> CountClaimsAsync(string scope, CancellationToken cancellationToken)
        => [.. (await database.ReadAsync(session => session.QueryAsync(
            """
            WITH RECURSIVE kinds(kind) AS (SELECT MIN(kind) FROM claim UNION ALL SELECT (SELECT MIN(kind) FROM claim WHERE kind > kinds.kind) FROM kinds WHERE kinds.kind IS NOT NULL)
            SELECT kind, (SELECT COUNT(*) FROM claim WHERE claim.kind = kinds.kind AND claim.scope = @scope) FROM kinds WHERE kind IS NOT NULL ORDER BY kind
            """,
            row => new ClaimCount(row.GetString(0), row.GetInt64(1)), ("@scope", scope)), cancellationToken)).Where(count => count.Count > 0)];

    public async Task<IReadOnlyList<EntityRow>> ListAsync(
        string table, IReadOnlyDictionary<string, object?> where, string? afterKey, int limit, CancellationToken cancellationToken)
        => await RowsAsync(table, where, null, "", After(afterKey), limit, cancellationToken);

    public async Task<IReadOnlyList<EntityRow>> SearchAsync(
        string table, string column, string prefix, IReadOnlyDictionary<string, object?> where, string? afterKey, int limit, CancellationToken cancellationToken)
        => await RowsAsync(table, where, column, prefix, After(afterKey), limit, cancellationToken);

    public async Task<IReadOnlyList<EntityRow>> OldestAsync(string table, IReadOnlyDictionary<string, object?> where, EntityRow? after, int limit, CancellationToken cancellationToken)
        => await RowsAsync(table, where, null, "", new("(created_at > @at OR created_at = @at AND id > @after)", "created_at, id",
            [("@at", after?.Columns["created_at"] ?? long.MinValue), ("@after", after?.Key ?? "")], "created_at"), limit, cancellationToken);

    public async Task<IReadOnlyDictionary<string, long>> CountByAsync(string table, string column, IReadOnlyDictionary<string, object?> where, CancellationToken cancellationToken)
        => await database.ReadAsync(async session =>
        {
            var columns = await PromotedAsync(session, table);
            RequireColumn(table, columns, column);
            var (conditions, parameters) = Conditions(table, columns, where);
            var counts = await session.QueryAsync($"SELECT {column}, COUNT(*) FROM {table} WHERE {column} IS NOT NULL{conditions} GROUP BY {column}",
                row => (Value: Convert.ToString(row.GetValue(0), CultureInfo.InvariantCulture)!, Count: row.GetInt64(1)), parameters);
            return counts.ToDictionary(count => count.Value, count => count.Count);
        }, cancellationToken);

    public async Task<IReadOnlyList<Operation>> OperationsAsync(string table, string key, OperationCursor? before, int limit, CancellationToken cancellationToken)
        => await database.ReadAsync(session => SqlJournal.NewestAsync(session, table, key, before, limit), cancellationToken);

    public async Task<IReadOnlyList<EntityOperation>> JournalAsync(IReadOnlyList<OperationOutcome> outcomes, OperationCursor? before, int limit, CancellationToken cancellationToken)
        => await database.ReadAsync(session => SqlJournal.WithOutcomesAsync(session, outcomes, before, limit), cancellationToken);

    public async Task<IReadOnlyList<EntityOperation>> DriftAsync(string? worker, OperationCursor? before, int limit, CancellationToken cancellationToken)
        => await database.ReadAsync(session => SqlJournal.DriftAsync(session, worker, before, limit), cancellationToken);

    public async Task<IReadOnlyList<StepDuration>> DurationsAsync(string table, string column, string value, OperationKind kind, int among, int limit, CancellationToken cancellationToken)
        => await database.ReadAsync(async session =>
        {
            RequireColumn(table, await PromotedAsync(session, table), column);
            return await SqlJournal.DurationsAsync(session, table, column, value, kind, among, limit);
        }, cancellationToken);

    private async Task<IReadOnlyList<EntityRow>> RowsAsync(
        string table, IReadOnlyDictionary<string, object?> where, string? searched, string prefix, Place place, int limit, CancellationToken cancellationToken)
        => await database.ReadAsync(async session =>
        {
            var columns = await PromotedAsync(session, table);
            if (place.Column is { } ordering)
            {
                RequireColumn(table, columns, ordering);
            }

            var (conditions, parameters) = Conditions(table, columns, where);
            (string, object?)[] range = [];
            if (searched is not null)
            {
                // A range and no LIKE: it uses the index, and nothing in the text means anything.
                RequireColumn(table, [.. columns, "id"], searched);
                conditions += $" AND {searched} >= @from AND {searched} < @to";
                range = [("@from", prefix), ("@to", prefix + LastCharacter)];
            }

            return await session.QueryAsync(
                $"SELECT {string.Join(", ", ["id", "version", .. columns])} FROM {table} WHERE {place.Condition}{conditions} ORDER BY {place.Order} LIMIT @limit",
                row => new EntityRow(row.GetString(0), row.GetInt64(1), columns.Select((column, i) => (column, value: Value(row, i + 2))).ToDictionary(c => c.column, c => c.value)),
                [.. place.Parameters, ("@limit", (long)limit), .. range, .. parameters]);
        }, cancellationToken);

    private static (string Text, (string, object?)[] Parameters) Conditions(string table, string[] columns, IReadOnlyDictionary<string, object?> where)
    {
        var filters = where.OrderBy(filter => filter.Key, StringComparer.Ordinal).ToList();
        filters.ForEach(filter => RequireColumn(table, columns, filter.Key));
        return (string.Concat(filters.Select(filter => filter.Value is null ? $" AND {filter.Key} IS NULL" : $" AND {filter.Key} = @{filter.Key}")),
            [.. filters.Where(filter => filter.Value is not null).Select(filter => ("@" + filter.Key, filter.Value))]);
    }

    private static Place After(string? key) => new("id > @after", "id", [("@after", key ?? "")]);

    /// <summary>The columns of a table of entities that lists are made from. A table that is none is refused, so that no text from outside becomes SQL.</summary>
    private async Task<string[]> PromotedAsync(SqlSession session, string table)
    {
        if (promotedColumns.TryGetValue(table, out var known))
        {
            return known;
        }

        if (!Name().IsMatch(table))
        {
            throw new ArgumentException($"'{table}' is no name of a table.", nameof(table));
        }

        var columns = await session.ColumnsAsync(table);
        return OwnColumns.All(columns.Contains)
            ? promotedColumns[table] = [.. columns.Except(OwnColumns)]
            : throw new ArgumentException($"The table {table} is none of entities.", nameof(table));
    }

    private static void RequireColumn(string table, string[] columns, string column)
    {
        if (!columns.Contains(column))
        {
            throw new ArgumentException($"The table {table} has no promoted column '{column}'; it has {string.Join(", ", columns)}.", nameof(column));
        }
    }

    private static object? Value(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetValue(column);

    /// <summary>Where a page begins, and in which order it goes on.</summary>
    private sealed record Place(string Condition, string Order, (string, object?)[] Parameters, string? Column = null);

    [GeneratedRegex("^[a-z][a-z_]{0,59}$")]
    private static partial Regex Name();
}
