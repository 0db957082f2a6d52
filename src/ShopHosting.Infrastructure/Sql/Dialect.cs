using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>All in which one database differs from another: how it is opened, how a transaction runs, and the statements that are not the same everywhere.</summary>
internal abstract class Dialect : IAsyncDisposable
{
    /// <summary>Sees every statement before it runs, and may throw: how tests crash between any two.</summary>
    public Action<string>? BeforeStatement { get; set; }

    public static Dialect For(SqlOptions options) => new SqliteDialect(options);

    public abstract Task OpenAsync();

    /// <summary>Runs a query on a connection of its own.</summary>
    public abstract Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Runs work in one transaction and answers after the commit. When the work throws, or <paramref name="keep"/> says no to its answer, nothing
    /// of it stays. The work waits for nothing but its session.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken);

    /// <summary>Inserts a row unless there is one with its key; the number of changed rows tells.</summary>
    public virtual string InsertIfAbsent(string table, params IEnumerable<string> columns)
        => $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => "@" + column))}) ON CONFLICT DO NOTHING";

    /// <summary>Inserts a row, or changes the columns that are no key of the one that is there.</summary>
    public virtual string Upsert(string table, IEnumerable<string> key, IEnumerable<string> columns)
        => $"INSERT INTO {table} ({string.Join(", ", key.Concat(columns))}) VALUES ({string.Join(", ", key.Concat(columns).Select(column => "@" + column))}) "
            + $"ON CONFLICT ({string.Join(", ", key)}) DO UPDATE SET {string.Join(", ", columns.Select(column => $"{column} = excluded.{column}"))}";

    public abstract ValueTask DisposeAsync();
}

/// <summary>The embedded database: one process, one writing thread, readers that never wait for it.</summary>
internal sealed class SqliteDialect(SqlOptions options) : Dialect
{
    private readonly ConcurrentBag<SqlSession> idleReaders = [];
    private DataDirectory? directory;
    private SqliteWriter? writer;

    public override Task OpenAsync()
    {
        directory = DataDirectory.Lock(options.DataDirectory);
        writer = new SqliteWriter(() => OpenSession(SqliteOpenMode.ReadWriteCreate));
        return Task.CompletedTask;
    }

    public override async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!idleReaders.TryTake(out var session))
        {
            session = OpenSession(SqliteOpenMode.ReadOnly);
        }

        try
        {
            var answer = await work(session);
            idleReaders.Add(session);
            return answer;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public override Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken)
        => Opened(writer).WriteAsync(work, keep, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        while (idleReaders.TryTake(out var session))
        {
            session.Dispose();
        }

        await (writer?.DisposeAsync() ?? ValueTask.CompletedTask);     // closes the last connection, which empties the write-ahead log
        directory?.Dispose();
    }

    private SqlSession OpenSession(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Opened(directory).DatabaseFile,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = (int)options.BusyTimeout.TotalSeconds,
        }.ConnectionString);
        connection.Open();
        using var settings = connection.CreateCommand();
        settings.CommandText = $"PRAGMA busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds};"
            + (mode == SqliteOpenMode.ReadOnly ? "" : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        settings.ExecuteNonQuery();
        return new(connection, this);
    }

    private static T Opened<T>(T? opened) where T : class => opened ?? throw new InvalidOperationException("The database is used before it was opened.");
}
