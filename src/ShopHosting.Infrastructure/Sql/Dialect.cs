using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>All in which one database differs from another: how it is opened, how a transaction runs, and the statements that are not the same everywhere.</summary>
internal abstract class Dialect : IAsyncDisposable
{
    /// <summary>Sees every statement before it runs, and may throw: how tests crash between any two.</summary>
    public Action<string>? BeforeStatement { get; set; }

    public static Dialect For(SqlOptions options, TimeProvider clock)
        => string.IsNullOrEmpty(options.ConnectionString) ? new SqliteDialect(options) : new PostgresDialect(options, clock);

    public abstract Task OpenAsync();

    /// <summary>Holds what keeps other processes away, for as long as it is not cancelled.</summary>
    public virtual Task KeepAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs a query on a connection of its own.</summary>
    public abstract Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Runs work in one transaction and answers after the commit. When the work throws, or <paramref name="keep"/> says no to its answer, nothing
    /// of it stays. The work waits for nothing but its session, and may be run again from its beginning.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken);

    /// <summary>Inserts a row unless there is one with its key; the number of changed rows tells.</summary>
    public virtual string InsertIfAbsent(string table, params IEnumerable<string> columns)
        => $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => "@" + column))}) ON CONFLICT DO NOTHING";

    /// <summary>Inserts a row, or changes the columns that are no key of the one that is there.</summary>
    public virtual string Upsert(string table, IEnumerable<string> key, IEnumerable<string> columns)
        => $"INSERT INTO {table} ({string.Join(", ", key.Concat(columns))}) VALUES ({string.Join(", ", key.Concat(columns).Select(column => "@" + column))}) "
            + $"ON CONFLICT ({string.Join(", ", key)}) DO UPDATE SET {string.Join(", ", columns.Select(column => $"{column} = excluded.{column}"))}";

    public virtual void Give(DbParameter parameter, object? value) => parameter.Value = value ?? DBNull.Value;

    /// <summary>The statements of a migration as this database takes them, where it is just now.</summary>
    public virtual Task<string> PrepareAsync(SqlSession session, string script) => Task.FromResult(script);

    /// <summary>Lets one transaction at a time be at the schema, so that of processes that start together one migrates and the others find it done.</summary>
    public virtual Task HoldSchemaAsync(SqlSession session) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}

/// <summary>The embedded database: one process, one writing thread, readers that never wait for it.</summary>
internal sealed partial class SqliteDialect(SqlOptions options) : Dialect
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

    /// <summary>It can't add a column only where there is none: the statements for those that are there are left out.</summary>
    public override async Task<string> PrepareAsync(SqlSession session, string script)
    {
        foreach (var added in AddedColumn().Matches(script).ToList())
        {
            var isThere = (await session.ColumnsAsync(added.Groups["table"].Value)).Contains(added.Groups["column"].Value);
            script = script.Replace(added.Value, isThere ? "" : added.Value.Replace("IF NOT EXISTS ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        return script;
    }

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

    [GeneratedRegex(@"ALTER TABLE (?<table>\w+) ADD COLUMN IF NOT EXISTS (?<column>\w+)[^;]*;")]
    private static partial Regex AddedColumn();
}

/// <summary>
/// A PostgreSQL server: a transaction for each save, many at once and from several processes. READ COMMITTED keeps rule 2, for each of its statements
/// looks at the row that is there when its turn comes: after a wait the update sees the other's version and changes nothing, the insert of a claim sees
/// the other's row, the update of a capacity counts from the other's sum. ops/decisions/0012 goes through the cases.
/// </summary>
internal sealed partial class PostgresDialect(SqlOptions options, TimeProvider clock) : Dialect
{
    private const int MostAttempts = 5;
    private readonly NpgsqlDataSource server = PostgresServer.Connect(options);
    private readonly PostgresLease lease = new(options, clock);

    public override async Task OpenAsync()
    {
        try
        {
            await using var encoding = server.CreateCommand("SHOW server_encoding");
            if (await encoding.ExecuteScalarAsync() is var found and not "UTF8")
            {
                throw new InvalidOperationException($"The database of Database:ConnectionString has the encoding {found}; make it with CREATE DATABASE … ENCODING 'UTF8'.");
            }

            await lease.TakeAsync(CancellationToken.None);
        }
        catch (NpgsqlException unusable)
        {
            throw new InvalidOperationException(
                $"The PostgreSQL server of Database:ConnectionString can't be used: {unusable.GetBaseException().Message}; see that it runs, and that host, database, user and password are right.", unusable);
        }
    }

    public override Task KeepAsync(CancellationToken cancellationToken) => lease.KeepAsync(cancellationToken);

    public override async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
    {
        using var session = new SqlSession(await server.OpenConnectionAsync(cancellationToken), this);
        return await work(session);
    }

    public override async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnceAsync(work, keep, cancellationToken);
            }
            catch (PostgresException undone) when (attempt < MostAttempts && undone.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // The server says that nothing of it stayed. What a broken connection says is nothing: that is never tried again here.
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(20 << attempt)), clock, cancellationToken);
            }
        }
    }

    /// <summary>
    /// A value goes as text without a type, and the server takes that of the column: a null could tell none, and a statement is prepared once, whatever
    /// is null in it.
    /// </summary>
    public override void Give(DbParameter parameter, object? value)
    {
        ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Unknown;
        parameter.Value = value is null ? DBNull.Value : Convert.ToString(value, CultureInfo.InvariantCulture);
    }

    /// <summary>Text is ordered and compared by its characters' numbers, as everywhere in this program, whatever the language of the database is.</summary>
    public override Task<string> PrepareAsync(SqlSession session, string script) => Task.FromResult(TypeOfText().Replace(script, "$0 COLLATE \"C\""));

    /// <summary>Until the end of the transaction. Who waits here waits for another's migrations, which take as long as they take.</summary>
    public override Task HoldSchemaAsync(SqlSession session) => session.RunScriptAsync(
        "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(7307767); SET LOCAL lock_timeout TO DEFAULT");

    public override async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await lease.DisposeAsync();
    }

    private async Task<T> WriteOnceAsync<T>(Func<SqlSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken)
    {
        var connection = await server.OpenConnectionAsync(cancellationToken);
        using var session = new SqlSession(connection, this);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var answer = await work(session);
        if (keep(answer))
        {
            BeforeStatement?.Invoke("COMMIT");
            await transaction.CommitAsync(CancellationToken.None);     // to give up here would be to not know
        }

        return answer;
    }

    [GeneratedRegex(@"\bVARCHAR\(\d+\)|\bTEXT\b")]
    private static partial Regex TypeOfText();
}
