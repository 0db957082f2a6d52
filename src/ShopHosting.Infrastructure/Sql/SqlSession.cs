using System.Data.Common;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>One connection, used by one caller at a time. Statements are prepared once and kept.</summary>
internal sealed class SqlSession(DbConnection connection, Dialect dialect) : IDisposable
{
    private readonly Dictionary<string, DbCommand> prepared = new(StringComparer.Ordinal);

    public Dialect Dialect => dialect;

    /// <summary>How many rows were changed.</summary>
    public Task<int> ExecuteAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
        => Prepare(sql, parameters).ExecuteNonQueryAsync();

    public Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
        => ReadAllAsync(Prepare(sql, parameters), read);

    public async Task<string[]> ColumnsAsync(string table)
    {
        await using var reader = await Prepare($"SELECT * FROM {table} WHERE 1 = 0", []).ExecuteReaderAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    /// <summary>Runs several statements in one text, for as long as they take; for migrations.</summary>
    public async Task RunScriptAsync(string script)
    {
        dialect.BeforeStatement?.Invoke(script);
        using var command = connection.CreateCommand();
        command.CommandText = await dialect.PrepareAsync(this, script);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private DbCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        dialect.BeforeStatement?.Invoke(sql);
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            prepared[sql] = command;
        }

        foreach (var (name, value) in parameters)
        {
            dialect.Give(command.Parameters[name], value is string text ? StoredText.Keepable(text) : value);
        }

        return command;
    }

    private static async Task<List<T>> ReadAllAsync<T>(DbCommand command, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
