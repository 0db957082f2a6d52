using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using ShopHosting.Infrastructure.Sql;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>Where a test has a SQL database for itself: opened as often as the test likes, looked into past the program, gone at the end.</summary>
internal abstract class SqlPlace : IAsyncDisposable
{
    public abstract SqlOptions Options { get; }

    /// <summary>The same place for another process.</summary>
    public string[] Arguments => Options.ConnectionString is { } server ? ["postgres", server] : ["sqlite", Options.DataDirectory];

    public static SqlOptions OptionsOf(string[] arguments) => arguments is ["postgres", var server] ? new() { ConnectionString = server, IsShared = true } : new() { DataDirectory = arguments[1] };

    public static async Task<SqlStorageUnderTest> OpenAsync(SqlOptions options, SqlPlace? owned = null)
    {
        var database = new SqlDatabase(Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System);
        try
        {
            await database.OpenAsync(CancellationToken.None);
            return new(database, owned);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public Task<SqlStorageUnderTest> OpenAsync() => OpenAsync(Options);

    /// <summary>For a test that needs no more than one opening.</summary>
    public Task<SqlStorageUnderTest> OpenOnceAsync() => OpenAsync(Options, owned: this);

    /// <summary>The schema and every row of every table, as text.</summary>
    public abstract Task<string> DumpAsync();

    public async Task ExecuteAsync(string sql, params (string Name, object Value)[] parameters) => await QueryAsync(sql, parameters);

    /// <summary>The rows as text.</summary>
    public async Task<List<string>> QueryAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public abstract ValueTask DisposeAsync();

    protected abstract DbConnection Connect();

    protected async Task<IEnumerable<string>> RowsOfAsync(IEnumerable<string> tables)
    {
        var lines = new List<string>();
        foreach (var table in tables)
        {
            lines.AddRange((await QueryAsync($"SELECT * FROM {table}")).Order(StringComparer.Ordinal).Select(row => $"{table}: {row}"));
        }

        return lines;
    }
}

/// <summary>A directory.</summary>
internal sealed class SqlitePlace : SqlPlace
{
    public override SqlOptions Options { get; } = new() { DataDirectory = Directory.CreateTempSubdirectory("shophosting-").FullName };

    public override async Task<string> DumpAsync() => string.Join('\n',
    [
        .. await QueryAsync("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"),
        .. await RowsOfAsync(await QueryAsync("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")),
    ]);

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(Options.DataDirectory, recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override DbConnection Connect() => new SqliteConnection($"Data Source={Path.Combine(Options.DataDirectory, "shophosting.db")};Pooling=False");
}

/// <summary>A database of a server that goes as a whole at its end, for as many processes as like.</summary>
internal sealed class PostgresPlace(string connectionString) : SqlPlace
{
    public override SqlOptions Options { get; } = new() { ConnectionString = connectionString, IsShared = true };

    public override async Task<string> DumpAsync() => string.Join('\n',
    [
        .. await QueryAsync("SELECT table_name, column_name, data_type, character_maximum_length, collation_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"),
        .. await QueryAsync("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname"),
        .. await RowsOfAsync(await QueryAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")),
    ]);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override DbConnection Connect() => new NpgsqlConnection(connectionString + ";Pooling=false");
}
