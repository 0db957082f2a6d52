using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>Forgets what the platform put right by itself long ago.</summary>
internal sealed class SqlJournalKeeper(SqlDatabase database) : IJournalKeeper
{
    /// <summary>By the index of kinds: an operation begins before it ends.</summary>
    private const string Old =
        """
        SELECT table_name, entity_key, id FROM operation WHERE kind = @kind AND started_at < @before AND finished_at < @before AND asked_by = @system
        AND (SELECT COUNT(*) FROM operation newer WHERE newer.table_name = operation.table_name AND newer.entity_key = operation.entity_key
            AND newer.kind = @kind AND newer.asked_by = @system AND newer.started_at > operation.started_at) >= @keep
        ORDER BY started_at LIMIT @limit
        """;

    public async Task<int> ForgetAsync(DateTimeOffset before, int keep, int limit, CancellationToken cancellationToken)
    {
        // Looked for beside those who write: what stays is walked over each time.
        var old = await database.ReadAsync(session => OldAsync(session, before, keep, limit), cancellationToken);
        return old.Count == 0 ? 0 : await database.WriteAsync(async session =>
        {
            foreach (var (table, key, id) in old)
            {
                await session.ExecuteAsync("DELETE FROM operation_step WHERE table_name = @table AND entity_key = @key AND operation_id = @id", ("@table", table), ("@key", key), ("@id", id));
                await session.ExecuteAsync("DELETE FROM operation WHERE table_name = @table AND entity_key = @key AND id = @id", ("@table", table), ("@key", key), ("@id", id));
            }

            return old.Count;
        }, _ => true, cancellationToken);
    }

    private static async Task<List<(string Table, string Key, string Id)>> OldAsync(SqlSession session, DateTimeOffset before, int keep, int limit)
    {
        var old = new List<(string Table, string Key, string Id)>();
        foreach (var kind in Drift.Kinds)
        {
            old.AddRange(await session.QueryAsync(Old, row => (row.GetString(0), row.GetString(1), row.GetString(2)),
                ("@kind", kind.ToString()), ("@system", SystemActor.Name), ("@before", before.ToUnixTimeMilliseconds()), ("@keep", (long)keep), ("@limit", (long)(limit - old.Count))));
        }

        return old;
    }
}
