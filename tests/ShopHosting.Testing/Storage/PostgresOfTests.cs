using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
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
    private readonly int? port;
    private readonly ServerProcess server;
    private int databases;

    private PostgresOfTests(string folder, int? port, ServerProcess server)
    {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /// <param name="isDurable">Flushes to disk as in operation; tests need not.</param>
    /// <param name="certificate">With one, it is reached on loopback by TLS alone.</param>
    public static async Task<PostgresOfTests> StartAsync(bool isDurable = false, X509Certificate2? certificate = null)
    {
        var programs = Programs();
        var folder = await DatabaseProcess.NewFolderAsync("pg");
        var (data, password) = (Path.Combine(folder, "data"), Path.Combine(folder, "password"));
        await File.WriteAllTextAsync(password, Password);
        await DatabaseProcess.RunAsync(Path.Combine(programs, "initdb"), $"--pgdata={data}", $"--username={User}", $"--pwfile={password}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync");
        string[] hasty = isDurable ? [] : ["-c", "fsync=off", "-c", "full_page_writes=off"];
        int? port = certificate is null ? null : FreePort();
        return new(folder, port, await DatabaseProcess.StartAsync("ready to accept connections", "INT", Path.Combine(programs, "postgres"),
            ["-D", data, "-k", folder, .. certificate is null ? ["-c", "listen_addresses="] : await TlsAsync(folder, port!.Value, certificate), "-c", "deadlock_timeout=50ms", "-c", "max_connections=200", .. hasty]));
    }

    /// <summary>An empty database that nobody else uses.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", folder) + ";Pooling=false");
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name, port is null ? folder : "127.0.0.1");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private string ConnectionString(string database, string host)
        => new NpgsqlConnectionStringBuilder { Host = host, Port = port ?? NpgsqlConnection.DefaultPort, Database = database, Username = User, Password = Password }.ConnectionString;

    private static async Task<string[]> TlsAsync(string folder, int port, X509Certificate2 certificate)
    {
        certificate.Write(folder, "server");
        await File.WriteAllLinesAsync(Path.Combine(folder, "access"), ["local all all scram-sha-256", "hostssl all all 127.0.0.1/32 scram-sha-256"]);
        await ServerProcess.RunAsync("chmod", "0600", Path.Combine(folder, "server.key"));
        if (Environment.IsPrivilegedProcess)
        {
            await ServerProcess.RunAsync("chown", "nobody", Path.Combine(folder, "server.key"));
        }

        return
        [
            "-c", "listen_addresses=127.0.0.1", "-c", $"port={port.ToString(CultureInfo.InvariantCulture)}", "-c", $"hba_file={Path.Combine(folder, "access")}",
            "-c", "ssl=on", "-c", $"ssl_cert_file={Path.Combine(folder, "server.pem")}", "-c", $"ssl_key_file={Path.Combine(folder, "server.key")}",
        ];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Programs() => Directory.GetDirectories("/usr/lib", "postgresql").SelectMany(Directory.GetDirectories).Select(version => Path.Combine(version, "bin"))
        .Where(programs => File.Exists(Path.Combine(programs, "initdb"))).OrderByDescending(programs => programs.Length).ThenByDescending(programs => programs, StringComparer.Ordinal).FirstOrDefault()
        ?? throw new InvalidOperationException("PostgreSQL is not installed (Debian's package postgresql), and these tests are about it; ops/test installs it.");
}
