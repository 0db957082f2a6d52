using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>The embedded database in a directory of its own.</summary>
internal sealed class SqliteStorage : StorageUnderTest
{
    private readonly bool ownsDirectory;

    private SqliteStorage(string directory, bool ownsDirectory)
    {
        Directory = directory;
        this.ownsDirectory = ownsDirectory;
        Database = new(Options.Create(new SqlOptions { DataDirectory = directory }), TimeProvider.System);
    }

    public string Directory { get; }

    public SqlDatabase Database { get; }

    public override IEntityIndex Index => new SqlEntityIndex(Database);

    public override ICapacityLedger Ledger => new SqlCapacityLedger(Database);

    public static Task<SqliteStorage> OpenNewAsync() => OpenAsync(System.IO.Directory.CreateTempSubdirectory("shophosting-").FullName, ownsDirectory: true);

    /// <summary>Opens a directory that somebody else removes.</summary>
    public static Task<SqliteStorage> OpenAsync(string directory) => OpenAsync(directory, ownsDirectory: false);

    public override IEntityStore<TState> Store<TState>() => new SqlEntityStore<TState>(Database);

    public override async Task<string> StateOfAsync(string table, string key)
    {
        await using var connection = Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT state FROM {table} WHERE id = @key";
        command.Parameters.AddWithValue("@key", key);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public override async Task RewriteAsync(string table, string key, Func<string, string> rewrite)
    {
        var state = rewrite(await StateOfAsync(table, key));
        await using var connection = Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE {table} SET state = @state WHERE id = @key";
        command.Parameters.AddWithValue("@state", state);
        command.Parameters.AddWithValue("@key", key);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The schema and every row of every table, as text.</summary>
    public async Task<string> DumpAsync()
    {
        await using var connection = Connect();
        var lines = await ReadAsync(connection, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
        foreach (var table in await ReadAsync(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        {
            lines.AddRange((await ReadAsync(connection, $"SELECT * FROM {table}")).Order(StringComparer.Ordinal).Select(row => $"{table}: {row}"));
        }

        return string.Join('\n', lines);
    }

    public override async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (ownsDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private static async Task<SqliteStorage> OpenAsync(string directory, bool ownsDirectory)
    {
        var storage = new SqliteStorage(directory, ownsDirectory);
        try
        {
            await storage.Database.OpenAsync(CancellationToken.None);
            return storage;
        }
        catch
        {
            await storage.Database.DisposeAsync();
            throw;
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Directory, "shophosting.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static async Task<List<string>> ReadAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader.GetString(i))));
        }

        return rows;
    }
}
