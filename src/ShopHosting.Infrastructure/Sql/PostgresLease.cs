using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>
/// Keeps others away from a PostgreSQL database for as long as its connection lives: a panel of the Single edition has it alone, the control nodes of a
/// cluster share it. A lock of the server's, so that nothing stays of a process that is gone.
/// </summary>
internal sealed class PostgresLease(SqlOptions options, TimeProvider clock) : IAsyncDisposable
{
    private const long Name = 7307768;

    /// <summary>A process that was killed a moment ago still has its lock until the server notices.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>Not from the pool, which would give the lock to the next one with the connection.</summary>
    private readonly NpgsqlDataSource server = PostgresServer.Connect(options, isPooled: false);

    private NpgsqlConnection? holder;

    /// <summary>Throws, with a sentence for the operator, when somebody else has the database.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        holder = await server.OpenConnectionAsync(cancellationToken);
        var since = clock.GetTimestamp();
        while (!await TryLockAsync(cancellationToken))
        {
            if (clock.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException(options.IsShared
                    ? "A panel of the Single edition uses the PostgreSQL database of Database:ConnectionString; end it first, or give this cluster a database of its own."
                    : "Another panel uses the PostgreSQL database of Database:ConnectionString; end that one first, or give this one a database of its own.");
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>Takes it again when its connection broke, as with a restart of the server. Ends by throwing, when somebody else was faster.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        using var looks = new PeriodicTimer(Look, clock);
        while (await looks.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                if (holder is null)
                {
                    await TakeAsync(cancellationToken);
                }
                else
                {
                    await AskAsync("SELECT true", cancellationToken);
                }
            }
            catch (NpgsqlException)
            {
                await LetGoAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LetGoAsync();
        await server.DisposeAsync();
    }

    private Task<bool> TryLockAsync(CancellationToken cancellationToken) => AskAsync($"SELECT pg_try_advisory_lock{(options.IsShared ? "_shared" : "")}({Name})", cancellationToken);

    [SuppressMessage("Security", "CA2100", Justification = "Of constants.")]
    private async Task<bool> AskAsync(string question, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(question, holder);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task LetGoAsync()
    {
        await (holder?.DisposeAsync() ?? ValueTask.CompletedTask);
        holder = null;
    }
}
