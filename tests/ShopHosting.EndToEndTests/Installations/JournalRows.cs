using System.Data.Common;
using System.Globalization;

namespace ShopHosting.EndToEndTests.Installations;

/// <summary>The journal as an operator reads it in the database, while the panel runs or after it was killed.</summary>
internal sealed class JournalRows(Func<DbConnection> connect)
{
    /// <summary>Operations that have not ended, each with its entity.</summary>
    public Task<IReadOnlyList<string>> UnfinishedAsync() => ReadAsync("SELECT kind || ' of ' || entity_key FROM operation WHERE finished_at IS NULL ORDER BY 1");

    /// <summary>Operations of a store, oldest first: kind, outcome and who asked.</summary>
    public Task<IReadOnlyList<string>> OfStoreAsync(string store)
        => ReadAsync("SELECT kind || ' ' || outcome || ' by ' || CASE asked_by WHEN 'system' THEN 'system' ELSE 'a person' END FROM operation WHERE entity_key LIKE '%/' || @store ORDER BY started_at, id", ("@store", store));

    /// <summary>The names of stores that there is a row of.</summary>
    public Task<IReadOnlyList<string>> StoresCalledAsync(string name) => ReadAsync("SELECT id FROM store WHERE name = @name", ("@name", name));

    /// <summary>The steps of a store's operation of this kind: name, and when each began and ended in milliseconds after the operation began.</summary>
    public async Task<IReadOnlyList<(string Name, double From, double To)>> StepsAsync(string store, string kind)
        => [.. (await ReadAsync("""
            SELECT s.name || ' ' || (s.started_at - o.started_at) || ' ' || (s.finished_at - o.started_at)
            FROM operation o JOIN operation_step s ON s.table_name = o.table_name AND s.entity_key = o.entity_key AND s.operation_id = o.id
            WHERE o.entity_key LIKE '%/' || @store AND o.kind = @kind ORDER BY s.ordinal
            """, ("@store", store), ("@kind", kind)))
            .Select(row => row.Split(' ')).Select(words => (words[0], double.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture)))];

    private async Task<IReadOnlyList<string>> ReadAsync(string sql, params (string Name, string Value)[] values)
    {
        await using var connection = connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
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
