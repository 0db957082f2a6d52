using Microsoft.Data.Sqlite;

namespace ShopHosting.EndToEndTests.Installations;

/// <summary>The journal as an operator reads it in the database, while the panel runs or after it was killed.</summary>
internal sealed class JournalRows(string database)
{
    /// <summary>Operations that have not ended, each with its entity.</summary>
    public Task<IReadOnlyList<string>> UnfinishedAsync() => ReadAsync("SELECT kind || ' of ' || entity_key FROM operation WHERE finished_at IS NULL ORDER BY 1");

    /// <summary>Operations of a store, oldest first: kind, outcome and who asked.</summary>
    public Task<IReadOnlyList<string>> OfStoreAsync(string store)
        => ReadAsync("SELECT kind || ' ' || outcome || ' by ' || CASE asked_by WHEN 'system' THEN 'system' ELSE 'a person' END FROM operation WHERE entity_key LIKE '%/' || @store ORDER BY started_at, id", ("@store", store));

    /// <summary>The names of stores that there is a row of.</summary>
    public Task<IReadOnlyList<string>> StoresCalledAsync(string name) => ReadAsync("SELECT id FROM store WHERE name = @name", ("@name", name));

    private async Task<IReadOnlyList<string>> ReadAsync(string sql, params (string Name, string Value)[] values)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
