using System.Data.Common;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>The rows of operations and their steps: written with the row of their entity, read for pages.</summary>
internal static class SqlJournal
{
    private const string Newest = "FROM operation WHERE table_name = @table AND entity_key = @key AND started_at <= @at AND (started_at < @at OR id < @before) ORDER BY started_at DESC, id DESC LIMIT @limit";

    private static readonly string[] OperationKey = ["table_name", "entity_key", "id"];
    private static readonly string[] OperationColumns =
        ["kind", "asked_by", "started_at", "finished_at", "deadline", "outcome", "attempt", "reason", "error_kind", "error_code", "error_message", "error_field"];

    private static readonly string[] StepKey = ["table_name", "entity_key", "operation_id", "name"];
    private static readonly string[] StepColumns =
        ["ordinal", "stage", "title", "status", "limit_ms", "started_at", "finished_at", "failures", "look_again_at", "detail", "error_kind", "error_code", "error_message", "error_field"];

    public static async Task WriteAsync(SqlSession session, string table, string key, Journal journal)
    {
        if (journal.Note is { } note)
        {
            await WriteOperationAsync(session, table, key, note);
        }

        if (journal.Operation is not { } operation)
        {
            return;
        }

        if (journal.Superseded is { } superseded)
        {
            await WriteOperationAsync(session, table, key, superseded);
        }

        await WriteOperationAsync(session, table, key, operation);
        foreach (var step in journal.Steps)
        {
            await session.ExecuteAsync(session.Dialect.Upsert("operation_step", StepKey, StepColumns),
                ("@table_name", table), ("@entity_key", key), ("@operation_id", operation.Id.Value), ("@name", step.Name),
                ("@ordinal", (long)operation.Steps.IndexOf(step)), ("@stage", (long)step.Stage), ("@title", step.Title), ("@status", step.Status.ToString()),
                ("@limit_ms", (long)step.Limit.TotalMilliseconds),
                ("@started_at", Milliseconds(step.StartedAt)), ("@finished_at", Milliseconds(step.FinishedAt)),
                ("@failures", (long)step.Failures), ("@look_again_at", Milliseconds(step.LookAgainAt)), ("@detail", step.Detail),
                ("@error_kind", step.Error?.Kind.ToString()), ("@error_code", step.Error?.Code),
                ("@error_message", step.Error?.Message), ("@error_field", step.Error?.Field));
        }
    }

    private static Task<int> WriteOperationAsync(SqlSession session, string table, string key, Operation operation)
        => session.ExecuteAsync(session.Dialect.Upsert("operation", OperationKey, OperationColumns),
            ("@table_name", table), ("@entity_key", key), ("@id", operation.Id.Value),
            ("@kind", operation.Kind.ToString()), ("@asked_by", operation.AskedBy),
            ("@started_at", Milliseconds(operation.StartedAt)), ("@finished_at", Milliseconds(operation.FinishedAt)), ("@deadline", Milliseconds(operation.Deadline)),
            ("@outcome", operation.Outcome.ToString()), ("@attempt", (long)operation.Attempt), ("@reason", operation.Reason),
            ("@error_kind", operation.Error?.Kind.ToString()), ("@error_code", operation.Error?.Code),
            ("@error_message", operation.Error?.Message), ("@error_field", operation.Error?.Field));

    public static async Task<List<Operation>> NewestAsync(SqlSession session, string table, string key, OperationCursor? before, int limit)
    {
        var (at, id) = before is null ? (long.MaxValue, "") : (Milliseconds(before.StartedAt), before.Id.Value);
        var operations = await session.QueryAsync($"SELECT id, {string.Join(", ", OperationColumns)} {Newest}", ReadOperation,
            ("@table", table), ("@key", key), ("@at", at), ("@before", id), ("@limit", (long)limit));
        var steps = await session.QueryAsync(
            $"""
            SELECT step.operation_id, step.name, {string.Join(", ", StepColumns.Select(column => "step." + column))}
            FROM operation_step step JOIN (SELECT id {Newest}) newest ON step.operation_id = newest.id
            WHERE step.table_name = @table AND step.entity_key = @key ORDER BY step.ordinal
            """,
            row => (Operation: row.GetString(0), Step: ReadStep(row)), ("@table", table), ("@key", key), ("@at", at), ("@before", id), ("@limit", (long)limit));
        var stepsOf = steps.ToLookup(step => step.Operation, step => step.Step);
        return [.. operations.Select(operation => operation with { Steps = [.. stepsOf[operation.Id.Value]] })];
    }

    public static Task<List<EntityOperation>> WithOutcomesAsync(SqlSession session, IReadOnlyList<OperationOutcome> outcomes, OperationCursor? before, int limit)
        => WhereAsync(session, In("outcome", outcomes), before, limit);

    /// <summary>Of the worker itself, of its edge, and of the stores on it; of all when it is null.</summary>
    public static Task<List<EntityOperation>> DriftAsync(SqlSession session, string? worker, OperationCursor? before, int limit)
    {
        var (text, parameters) = In("kind", Drift.Kinds);
        var where = worker is null ? "" : " AND (table_name IN ('worker', 'edge') AND entity_key = @worker OR table_name = 'store' AND entity_key IN (SELECT store.id FROM store WHERE store.worker = @worker))";
        return WhereAsync(session, ($"{text} AND reason IS NOT NULL{where}", worker is null ? parameters : [.. parameters, ("@worker", worker)]), before, limit);
    }

    private static (string Text, (string, object?)[] Parameters) In<T>(string column, IReadOnlyList<T> values) where T : struct, Enum
    {
        var wanted = values.Select((value, i) => ($"@{column}{i}", (object?)value.ToString())).ToArray();
        return ($"{column} IN ({string.Join(", ", wanted.Select(value => value.Item1))})", wanted);
    }

    private static async Task<List<EntityOperation>> WhereAsync(SqlSession session, (string Text, (string, object?)[] Parameters) where, OperationCursor? before, int limit)
    {
        var page = $"FROM operation WHERE {where.Text} AND (started_at < @at OR started_at = @at AND id < @id) ORDER BY started_at DESC, id DESC LIMIT @limit";
        (string, object?)[] parameters = [("@at", before is null ? long.MaxValue : Milliseconds(before.StartedAt)), ("@id", before?.Id.Value ?? ""), ("@limit", (long)limit), .. where.Parameters];
        // Names are joined to the page, so that they are looked up for its rows alone.
        var operations = await session.QueryAsync(
            $"""
            SELECT chosen.table_name, chosen.entity_key, chosen.id, {string.Join(", ", OperationColumns.Select(column => "chosen." + column))}, store.name AS store_name
            FROM (SELECT table_name, entity_key, id, {string.Join(", ", OperationColumns)} {page}) chosen
            LEFT JOIN store ON chosen.table_name = 'store' AND store.id = chosen.entity_key ORDER BY chosen.started_at DESC, chosen.id DESC
            """,
            row => new EntityOperation(row.GetString(0), row.GetString(1), ReadOperation(row), row.Text("store_name")), parameters);
        var steps = await session.QueryAsync(
            $"""
            SELECT step.table_name, step.entity_key, step.operation_id, step.name, {string.Join(", ", StepColumns.Select(column => "step." + column))}
            FROM operation_step step JOIN (SELECT table_name, entity_key, id {page}) chosen
            ON step.table_name = chosen.table_name AND step.entity_key = chosen.entity_key AND step.operation_id = chosen.id ORDER BY step.ordinal
            """,
            row => (Operation: (row.GetString(0), row.GetString(1), row.GetString(2)), Step: ReadStep(row)), parameters);
        var stepsOf = steps.ToLookup(step => step.Operation, step => step.Step);
        return [.. operations.Select(found => found with { Operation = found.Operation with { Steps = [.. stepsOf[(found.Table, found.Key, found.Operation.Id.Value)]] } })];
    }

    /// <param name="column">A promoted column of the table: the caller has made sure.</param>
    public static Task<List<StepDuration>> DurationsAsync(SqlSession session, string table, string column, string value, OperationKind kind, int among, int limit)
        // The operations first, by their index and from the newest on: however many there are, and however few of them are asked for, few are read.
        => session.QueryAsync(
            $"""
            SELECT step.name, step.finished_at - step.started_at
            FROM (SELECT one.entity_key, one.id FROM
                (SELECT entity_key, id, started_at FROM operation WHERE table_name = @table AND kind = @kind AND outcome = @outcome AND attempt = 1 ORDER BY started_at DESC LIMIT @among) one
                CROSS JOIN {table} entity WHERE entity.id = one.entity_key AND entity.{column} = @value ORDER BY one.started_at DESC LIMIT @limit) newest
            JOIN operation_step step ON step.entity_key = newest.entity_key AND step.operation_id = newest.id
            WHERE step.table_name = @table AND step.started_at IS NOT NULL AND step.finished_at IS NOT NULL
            """,
            row => new StepDuration(row.GetString(0), TimeSpan.FromMilliseconds(row.GetInt64(1))),
            ("@table", table), ("@kind", kind.ToString()), ("@outcome", nameof(OperationOutcome.Succeeded)), ("@value", value), ("@among", (long)among), ("@limit", (long)limit));

    private static Operation ReadOperation(DbDataReader row) => new()
    {
        Id = OperationId.Parse(row.Text("id")!),
        Kind = row.Named<OperationKind>("kind"),
        AskedBy = row.Text("asked_by")!,
        StartedAt = row.Time("started_at")!.Value,
        FinishedAt = row.Time("finished_at"),
        Deadline = row.Time("deadline")!.Value,
        Outcome = row.Named<OperationOutcome>("outcome"),
        Attempt = (int)row.Number("attempt"),
        Reason = row.Text("reason"),
        Error = ReadError(row),
    };

    private static StepProgress ReadStep(DbDataReader row) => new()
    {
        Name = row.Text("name")!,
        Title = row.Text("title")!,
        Stage = (int)row.Number("stage"),
        Limit = TimeSpan.FromMilliseconds(row.Number("limit_ms")),
        Status = row.Named<StepStatus>("status"),
        StartedAt = row.Time("started_at"),
        FinishedAt = row.Time("finished_at"),
        Failures = (int)row.Number("failures"),
        LookAgainAt = row.Time("look_again_at"),
        Detail = row.Text("detail"),
        Error = ReadError(row),
    };

    private static Error? ReadError(DbDataReader row) => row.Text("error_code") is { } code
        ? new(row.Named<ErrorKind>("error_kind"), code, row.Text("error_message")!, row.Text("error_field"))
        : null;

    private static string? Text(this DbDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column)) ? null : row.GetString(row.GetOrdinal(column));

    private static long Number(this DbDataReader row, string column) => row.GetInt64(row.GetOrdinal(column));

    private static DateTimeOffset? Time(this DbDataReader row, string column)
        => row.IsDBNull(row.GetOrdinal(column)) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Number(column));

    private static T Named<T>(this DbDataReader row, string column) where T : struct, Enum => Enum.TryParse<T>(row.Text(column), out var value)
        ? value
        : throw new NewerRowException($"The journal has the {typeof(T).Name} '{row.Text(column)}', which a newer version wrote and this one does not know; upgrade this one.");

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static long? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}
