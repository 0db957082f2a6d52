using Npgsql;

namespace ShopHosting.Testing.Storage;

/// <summary>
/// A PostgreSQL server of its own from Debian's package, on a Unix socket in a temporary folder. Its language is English, whose order of words is not
/// ours: what relies on the order of the database fails here.
/// </summary>
public sealed class PostgresOfTests : IAsyncDisposable
{
    private const string User = "shophosting", Password = "only for tests; = of course";
    private readonly string folder;
    private readonly ServerProcess server;
    private int databases;

    private PostgresOfTests(string folder, ServerProcess server)
    {
        this.folder = folder;
        this.server = server;
    }

    /// <param name="isDurable">Flushes to disk as in operation; tests need not.</param>
    public static async Task<PostgresOfTests> StartAsync(bool isDurable = false)
    {
        var programs = Programs();
        var folder = await DatabaseProcess.NewFolderAsync("pg");
        var (data, password) = (Path.Combine(folder, "data"), Path.Combine(folder, "password"));
        await File.WriteAllTextAsync(password, Password);
        await DatabaseProcess.RunAsync(Path.Combine(programs, "initdb"), $"--pgdata={data}", $"--username={User}", $"--pwfile={password}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync");
        string[] hasty = isDurable ? [] : ["-c", "fsync=off", "-c", "full_page_writes=off"];
        return new(folder, await DatabaseProcess.StartAsync("ready to accept connections", "INT", Path.Combine(programs, "postgres"),
            ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "deadlock_timeout=50ms", "-c", "max_connections=200", .. hasty]));
    }

    /// <summary>An empty database that nobody else uses.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder { Host = folder, Database = database, Username = User, Password = Password }.ConnectionString;

    private static string Programs() => Directory.GetDirectories("/usr/lib", "postgresql").SelectMany(Directory.GetDirectories).Select(version => Path.Combine(version, "bin"))
        .Where(programs => File.Exists(Path.Combine(programs, "initdb"))).OrderByDescending(programs => programs.Length).ThenByDescending(programs => programs, StringComparer.Ordinal).FirstOrDefault()
        ?? throw new InvalidOperationException("PostgreSQL is not installed (Debian's package postgresql), and these tests are about it; ops/test installs it.");
}
