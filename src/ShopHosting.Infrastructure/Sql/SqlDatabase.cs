using Microsoft.Extensions.Options;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>The database of the control role: opened and brought up to date once, before anything else starts.</summary>
public sealed class SqlDatabase(IOptions<SqlOptions> options, TimeProvider clock) : IAsyncDisposable
{
    internal Dialect Dialect { get; } = Dialect.For(options.Value, clock);

    /// <summary>Opens the database, for this process alone unless it is shared, and applies the migrations. Throws, with a sentence for the operator, when either can't be.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await Dialect.OpenAsync();
        await SqlMigrations.ApplyAsync(Dialect, SqlMigrations.All, clock, cancellationToken);
    }

    /// <summary>Keeps others away from it, until it is cancelled. Throws, with a sentence for the operator, when another process has it now.</summary>
    public Task KeepAsync(CancellationToken cancellationToken) => Dialect.KeepAsync(cancellationToken);

    public ValueTask DisposeAsync() => Dialect.DisposeAsync();

    internal Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken) => Dialect.ReadAsync(work, cancellationToken);

    internal Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken)
        => Dialect.WriteAsync(work, keep, cancellationToken);
}
