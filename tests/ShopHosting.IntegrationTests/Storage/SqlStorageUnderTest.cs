using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>A SQL database that is open, and closed at its end.</summary>
/// <param name="owned">A place that goes with it.</param>
internal sealed class SqlStorageUnderTest(SqlDatabase database, SqlPlace? owned = null) : StorageUnderTest
{
    public SqlDatabase Database => database;

    public override IEntityIndex Index => new SqlEntityIndex(database);

    public override ICapacityLedger Ledger => new SqlCapacityLedger(database);

    public override IJournalKeeper Keeper => new SqlJournalKeeper(database);

    public override IEntityStore<TState> Store<TState>() => new SqlEntityStore<TState>(database);

    public override async Task<string> StateOfAsync(string table, string key) => (await database.ReadAsync(
        session => session.QueryAsync($"SELECT state FROM {table} WHERE id = @key", row => row.GetString(0), ("@key", key)), CancellationToken.None)).Single();

    public override async Task RewriteAsync(string table, string key, Func<string, string> rewrite)
    {
        var state = rewrite(await StateOfAsync(table, key));
        (await database.WriteAsync(session => session.ExecuteAsync($"UPDATE {table} SET state = @state WHERE id = @key", ("@state", state), ("@key", key)), _ => true, CancellationToken.None)).ShouldBe(1);
    }

    public override async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await (owned?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
