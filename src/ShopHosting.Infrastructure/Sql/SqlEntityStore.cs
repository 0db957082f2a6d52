using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>The rows of one kind of entity in a SQL database.</summary>
internal sealed class SqlEntityStore<TState>(SqlDatabase database) : IEntityStore<TState> where TState : class, IEntityState<TState>
{
    private static readonly EntityTable Table = TState.Table;
    private static readonly string[] Columns = ["version", "state", "due_at", .. Table.Columns];
    private static readonly string Select = $"SELECT version, state FROM {Table.Name} WHERE id = @id";
    private static readonly string Update =
        $"UPDATE {Table.Name} SET {string.Join(", ", Columns.Select(column => $"{column} = @{column}"))} WHERE id = @id AND version = @expected";

    public async Task<Stored<TState>?> LoadAsync(string key, CancellationToken cancellationToken)
    {
        StoredText.RequireKey(Table.Name, key);
        return await LoadRowAsync(key, cancellationToken) is { } row ? new(row.Version, StateJson.Read<TState>(row.State, $"{Table.Name} {key}")) : null;
    }

    public async Task<SaveOutcome> SaveAsync(string key, long expectedVersion, TState state, Journal journal, CancellationToken cancellationToken)
    {
        StoredText.RequireKey(Table.Name, key);
        var stored = await LoadRowAsync(key, cancellationToken);
        if ((stored?.Version ?? 0) != expectedVersion)
        {
            return new SaveOutcome.Conflict();
        }

        // A version has one text, so what is kept of it can be worked out here; the update below finds out if the version has gone on meanwhile.
        var json = StateJson.Write(state, stored?.State);
        return await database.WriteAsync(session => WriteAsync(session, key, expectedVersion, state, json, journal), outcome => outcome is SaveOutcome.Saved, cancellationToken);
    }

    private async Task<StoredRow?> LoadRowAsync(string key, CancellationToken cancellationToken) => (await database.ReadAsync(
        session => session.QueryAsync(Select, row => new StoredRow(row.GetInt64(0), row.GetString(1)), ("@id", key)), cancellationToken)).SingleOrDefault();

    private static async Task<SaveOutcome> WriteAsync(SqlSession session, string key, long expectedVersion, TState state, string json, Journal journal)
    {
        if (await WriteRowAsync(session, key, expectedVersion, state, json) == 0)
        {
            return new SaveOutcome.Conflict();
        }

        if (await SqlClaims.ChangeAsync(session, Table.Name, key, state.Claims()) is { } taken)
        {
            return new SaveOutcome.ClaimTaken(taken);
        }

        await SqlJournal.WriteAsync(session, Table.Name, key, journal);
        return new SaveOutcome.Saved(expectedVersion + 1);
    }

    private static Task<int> WriteRowAsync(SqlSession session, string key, long expectedVersion, TState state, string json)
    {
        var promoted = state.Promoted();
        if (promoted.Count != Table.Columns.Length)
        {
            throw new InvalidOperationException($"{typeof(TState).Name} promotes {promoted.Count} values for the {Table.Columns.Length} columns of {Table.Name}.");
        }

        (string, object?)[] row =
        [
            ("@id", key),
            ("@version", expectedVersion + 1),
            ("@state", json),
            ("@due_at", state.DueAt()?.ToUnixTimeMilliseconds()),
            .. Table.Columns.Select(column => "@" + column).Zip(promoted),
        ];
        return expectedVersion == 0
            ? session.ExecuteAsync(session.Dialect.InsertIfAbsent(Table.Name, ["id", .. Columns]), row)
            : session.ExecuteAsync(Update, [.. row, ("@expected", expectedVersion)]);
    }

    private sealed record StoredRow(long Version, string State);
}
